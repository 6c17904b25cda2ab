"""Runs open_clip and transformers on small models and images, and writes what they compute.

    python make_fixtures.py     needs torch, torchvision, open_clip_torch, transformers, Pillow,
                                numpy, safetensors; written with the versions in expected.safetensors
                                (Pillow before 13, which may resize columns before rows)

cases.json holds a model to a name: the weights it has, one of weights/*.safetensors, and the files
beside them. The weights are seeded multiples of 1/64 in f16, which both libraries widen. Of each
case, expected.safetensors holds
    NAME.pixels     u8 [images, side, side, 3]: the images after resizing, cropping and padding,
                    for a few cases; before the bytes become numbers
    NAME.features   f32 [images, features]: what the tower returns, before any norm
    NAME.logits     f32 [images, classes]
and images/ the images in order of their names, none of them square but one.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import open_clip
import torch
import transformers
from open_clip.model import _build_vision_tower
from open_clip.transform import PreprocessCfg, image_transform_v2
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import CLIPConfig, CLIPForImageClassification, CLIPVisionConfig
from transformers import CLIPVisionModel, CLIPVisionModelWithProjection
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

FOLDER = Path(__file__).parent
WIDTH, PATCH, SIDE, OUTPUTS, CLASSES = 16, 4, 12, 8, 5
TOWER = dict(layers=2, width=WIDTH, head_width=8, patch_size=PATCH, image_size=SIDE)
SIZES = [("wide", 31, 17), ("tall", 14, 23), ("small", 9, 7), ("square", 12, 12), ("grey", 25, 13)]


def picture(width, height, channels, seed):
    random = np.random.default_rng(seed)
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    waves = 128 + 90 * np.sin(x / (2.0 + c) + seed) * np.cos(y / (3.0 + c))
    pixels = np.clip(waves + random.normal(0, 25, waves.shape), 0, 255).astype(np.uint8)
    return pixels[..., 0] if channels == 1 else pixels


def images():
    (FOLDER / "images").mkdir()
    for seed, (name, width, height) in enumerate(SIZES):
        image = Image.fromarray(picture(width, height, 1 if name == "grey" else 3, seed))
        image.save(FOLDER / "images" / f"{name}.png")
    return [Image.open(FOLDER / "images" / f"{name}.png") for name, _, _ in SIZES]


def seed_weights(module):
    """Multiples of 1/64, so that 16 bits hold them and the logits are not near zero."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for name, tensor in sorted(module.state_dict().items()):
            values = torch.randint(-24, 25, tensor.shape, generator=generator) / 64
            is_gain = tensor.dim() == 1 and name.endswith("weight")
            tensor.copy_(1 + values if is_gain else values)
    return module.eval()


def head(features):
    generator = torch.Generator().manual_seed(2)
    shape = (CLASSES, features)
    weight = torch.randint(-64, 65, shape, generator=generator) / 32
    return weight, torch.randint(-64, 65, (CLASSES,), generator=generator) / 32


class Expected:
    """What is written: the cases, and what is expected of them."""

    def __init__(self, pictures):
        self.pictures, self.tensors, self.cases = pictures, {}, {}

    def add(self, name, features, logits, pixels=None):
        self.tensors[name + ".features"] = features.float().contiguous()
        self.tensors[name + ".logits"] = logits.float().contiguous()
        if pixels is not None:
            self.tensors[name + ".pixels"] = pixels.contiguous()

    def write(self, name, weights, tensors, files, **options):
        halves = {key: value.half().contiguous() for key, value in tensors.items()}
        for key, value in tensors.items():
            assert torch.equal(halves[key].float(), value.float()), key
        path = FOLDER / "weights" / f"{weights}.safetensors"
        if path.exists():
            known = load_file(path)
            assert known.keys() == halves.keys()
            assert all(torch.equal(known[key], halves[key]) for key in known)
        save_file(halves, path)
        self.cases[name] = {"weights": weights, "files": files} | options


def normalised_logits(features, weight, bias):
    return torch.nn.functional.normalize(features, dim=-1) @ weight.T + bias


def bytes_of(numbers):
    """u8 [n, side, side, 3] of numbers [n, 3, side, side] that are bytes divided by 255."""
    values = (numbers * 255).round().clamp(0, 255)
    assert (values / 255 - numbers).abs().max() < 1e-6
    return values.to(torch.uint8).permute(0, 2, 3, 1)


@torch.no_grad()
def open_clip_model(expected, name, tower={}, preprocess={}, quick=False, side=SIDE,
                    keeps_pixels=False, weights="open-clip"):
    """A model of open_clip; with another `side` its positional embedding is interpolated."""
    config = TOWER | tower
    built = _build_vision_tower(OUTPUTS, dict(config), quick_gelu=quick)
    state = seed_weights(built).state_dict()
    if side != SIDE:
        built = _build_vision_tower(OUTPUTS, config | {"image_size": side}, quick_gelu=quick)
        full = {"visual." + key: value for key, value in state.items()}
        open_clip.model.resize_pos_embed(full, type("Model", (), {"visual": built})())
        built.load_state_dict({key.removeprefix("visual."): v for key, v in full.items()})
        built.eval()
    settings = PreprocessCfg(**{"size": side} | preprocess)
    transform = image_transform_v2(settings, is_train=False)
    features = built(torch.stack([transform(image) for image in expected.pictures]))
    weight, bias = head(OUTPUTS)
    pixels = None
    if keeps_pixels:
        plain = PreprocessCfg(**{"size": side} | preprocess | {"mean": (0,) * 3, "std": (1,) * 3})
        transform = image_transform_v2(plain, is_train=False)
        pixels = bytes_of(torch.stack([transform(image) for image in expected.pictures]))
    expected.add(name, features, normalised_logits(features, weight, bias), pixels)
    tensors = {"visual." + key: value for key, value in state.items()}
    tensors |= {"classification_head.weight": weight, "classification_head.bias": bias}
    files = {"model_cfg": {"embed_dim": OUTPUTS, "vision_cfg": config, "quick_gelu": quick}}
    if preprocess:
        files["preprocess_cfg"] = preprocess
    options = {} if side == SIDE else {"image_size": side}
    expected.write(name, weights, tensors, {"open_clip_config.json": files}, **options)


@torch.no_grad()
def transformers_model(expected, name, kind, vision={}, processor={}, keeps_pixels=False):
    vision = CLIPVisionConfig(**dict(
        hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=2, patch_size=PATCH,
        num_attention_heads=2, image_size=SIDE, projection_dim=OUTPUTS) | vision)
    config = vision
    if kind is CLIPForImageClassification:
        config = CLIPConfig(vision_config=vision.to_dict(), num_labels=CLASSES)
    model = seed_weights(kind(config))
    settings = dict(size={"shortest_edge": SIDE}, crop_size=SIDE) | processor
    process = CLIPImageProcessorPil(**settings)
    # The images as the library takes them one at a time: their sizes differ.
    values = torch.cat([process(image, return_tensors="pt").pixel_values
                        for image in expected.pictures]).float()
    outputs = model(values)
    pixels = None
    if keeps_pixels:
        plain = CLIPImageProcessorPil(**settings | dict(
            do_normalize=False, do_rescale=True, rescale_factor=1 / 255))
        pixels = bytes_of(torch.cat([plain(image, return_tensors="pt").pixel_values
                                     for image in expected.pictures]).float())
    folder = FOLDER / name
    model.save_pretrained(folder)
    process.save_pretrained(folder)
    tensors = load_file(folder / "model.safetensors")
    files = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
    shutil.rmtree(folder)
    if kind is CLIPForImageClassification:
        hidden = model.vision_model(values).last_hidden_state[:, 1:].mean(dim=1)
        expected.add(name, hidden, outputs.logits, pixels)
    else:
        with_projection = kind is CLIPVisionModelWithProjection
        features = outputs.image_embeds if with_projection else outputs.pooler_output
        weight, bias = head(features.shape[1])
        tensors |= {"classification_head.weight": weight, "classification_head.bias": bias}
        expected.add(name, features, normalised_logits(features, weight, bias), pixels)
    expected.write(name, WEIGHTS[kind], tensors, files)


WEIGHTS = {
    CLIPVisionModelWithProjection: "projected", CLIPVisionModel: "vision-model",
    CLIPForImageClassification: "image-classifier",
}


def clear():
    for path in FOLDER.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    (FOLDER / "weights").mkdir()


def main():
    clear()
    expected = Expected(images())
    half = {"mean": [0.5, 0.4, 0.3], "std": [0.5, 0.6, 0.7]}
    open_clip_model(expected, "plain")
    open_clip_model(expected, "quick", quick=True)
    open_clip_model(expected, "average", {"pool_type": "avg"})
    open_clip_model(expected, "average-norm-after",
                    {"pool_type": "avg", "final_ln_after_pool": True})
    open_clip_model(expected, "token-norm-after", {"final_ln_after_pool": True})
    open_clip_model(expected, "epsilon", {"norm_kwargs": {"eps": 0.1}})
    open_clip_model(expected, "layer-scale", {"ls_init_value": 1e-3}, weights="layer-scale")
    open_clip_model(expected, "mean", preprocess=half)
    open_clip_model(expected, "bilinear", preprocess={"interpolation": "bilinear"},
                    keeps_pixels=True)
    open_clip_model(expected, "longest", keeps_pixels=True,
                    preprocess={"resize_mode": "longest", "fill_color": 77})
    open_clip_model(expected, "squash", keeps_pixels=True,
                    preprocess={"resize_mode": "squash", "interpolation": "bilinear"})
    open_clip_model(expected, "resized-up", side=20)
    open_clip_model(expected, "resized-down", side=8)
    projected, plain = CLIPVisionModelWithProjection, CLIPVisionModel
    transformers_model(expected, "projected", projected, keeps_pixels=True)
    transformers_model(expected, "vision-model", plain, {"hidden_act": "gelu"})
    transformers_model(expected, "image-classifier", CLIPForImageClassification,
                       {"layer_norm_eps": 0.01})
    transformers_model(expected, "not-normalised", projected, processor={"do_normalize": False})
    transformers_model(expected, "not-rescaled", projected, processor={
        "do_rescale": False, "image_mean": [120, 110, 100], "image_std": [60, 61, 62]})
    transformers_model(expected, "rescaled", projected, processor={"rescale_factor": 1 / 127})
    transformers_model(expected, "cropped", projected, keeps_pixels=True, processor={
        "size": {"shortest_edge": 15}, "resample": 2})
    transformers_model(expected, "padded", projected, keeps_pixels=True, processor={
        "size": {"shortest_edge": 7}})
    transformers_model(expected, "squashed", projected, keeps_pixels=True, processor={
        "size": {"height": 12, "width": 12}, "do_center_crop": False})
    transformers_model(expected, "not-resized", projected, keeps_pixels=True, processor={
        "do_resize": False})
    (FOLDER / "cases.json").write_text(json.dumps(expected.cases, indent=1) + "\n")
    save_file(expected.tensors, FOLDER / "expected.safetensors", {
        "torch": torch.__version__, "open_clip": open_clip.__version__,
        "transformers": transformers.__version__, "pillow": Image.__version__})


main()
