import Glibc
import SystemFiles
import TestSupport
import Testing
import TextFormats

@Suite("Paths, and whether they mean the same place")
struct PathTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
        "a path from the root has no '.' and no '..'",
        arguments: [
            ("/a/b", "/a/b"), ("/a//b/", "/a/b"), ("/a/./b/.", "/a/b"), ("/a/../b", "/b"),
            ("/../..", "/"), ("/", "/"), ("/a/b/..", "/a"), ("/a/\u{301}b", "/a/\u{301}b"),
        ]
    )
    func absolute(_ path: String, _ expected: String) {
        #expect(FileSystem.absolute(path).isExactly(expected))
    }

    @Test("a relative path begins in the working folder")
    func relative() throws {
        let here = try #require(FileSystem.resolved("."))
        #expect(FileSystem.absolute("x") == here + "/x")
        #expect(FileSystem.absolute("./y/../x") == here + "/x")
        #expect(FileSystem.absolute("..") == FileSystem.folder(of: here))
    }

    @Test("all spellings of a place are one place, whether it is there or not")
    func samePlace() throws {
        try folder.write("x", as: "a/x")
        #expect(unsafe symlink("a", folder.path("link")) == 0)
        for name in ["x", "new"] {
            let place = PlaceIdentity(folder.path("a/\(name)"))
            for spelling in ["link/\(name)", "a/./\(name)", "a/../a//\(name)", "a/\(name)/"] {
                #expect(PlaceIdentity(folder.path(spelling)) == place, "\(spelling)")
            }
        }
        #expect(unsafe link(folder.path("a/x"), folder.path("hard")) == 0)
        #expect(PlaceIdentity(folder.path("hard")) == PlaceIdentity(folder.path("a/x")))
    }

    @Test("different places are different, however alike their names look")
    func otherPlaces() throws {
        try folder.write("x", as: "a/x")
        try folder.write("x", as: "b/x")
        let names = ["a/x", "b/x", "a/new", "b/new", "a/\u{E9}", "a/e\u{301}", "a", "c/d", "c/e"]
        #expect(Set(names.map { PlaceIdentity(folder.path($0)) }).count == names.count)
    }

    @Test("a fingerprint tells names apart that only look alike")
    func fingerprints() throws {
        let names = ["\u{E9}", "e\u{301}"]
        for name in names { try folder.write("x", as: name) }
        let prints = try names.map { try FileFingerprint.of(folder.path($0)) }
        #expect(prints[0] != prints[1])
        #expect(try FileFingerprint.of(folder.path(names[0])) == prints[0])
    }
}
