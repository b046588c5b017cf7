using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Recognize.Models.Inference;
using Recognize.Models.Packs;

namespace Recognize.Tests.Packs;

/// <summary>
/// A catalogue of two small packs of random files, whose published addresses do not exist, an empty models folder and a
/// mirror folder, all removed with the test.
/// </summary>
internal sealed class PackFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recognize-packs-").FullName;
    private readonly OnnxSessionPool _pool = new(new InferenceOptions());
    private readonly Dictionary<string, byte[]> _contents = [];

    public PackFixture()
    {
        var random = new Random(7);
        foreach (var name in (string[])["faces.onnx", "objects.onnx", "small.onnx"])
        {
            _contents[name] = new byte[300_000];
            random.NextBytes(_contents[name]);
        }
        Catalogue = ModelCatalogue.Parse(
            $$"""
            packs:
            - name: standard
              summary: All.
              tasks:
              - { task: faces, version: f1, files: { network: faces.onnx } }
              - { task: objects, version: o1, files: { network: objects.onnx } }
            - name: basic
              summary: Faces only.
              tasks:
              - { task: faces, version: f0, files: { network: small.onnx } }
            files:
            {{string.Join('\n', _contents.Select(Entry))}}
            """);
        Store = new ModelStore(Path.Combine(_folder, "models"));
        MirrorFolder = Directory.CreateDirectory(Path.Combine(_folder, "mirror")).FullName;
    }

    public ModelCatalogue Catalogue { get; }

    public ModelStore Store { get; }

    public string MirrorFolder { get; }

    public byte[] Content(string name) => _contents[name];

    public ModelFile File(string name) =>
        Catalogue.Packs.SelectMany(pack => pack.Files).First(file => file.Name == name);

    public void PutInMirror(params string[] names)
    {
        foreach (var name in names)
            System.IO.File.WriteAllBytes(Path.Combine(MirrorFolder, name), _contents[name]);
    }

    public PackInstaller Installer(string? mirror = null) => new(
        Catalogue, Store, new InstalledPacks(Catalogue, Store, _pool),
        Options.Create(new ModelPackOptions
        {
            Mirror = mirror ?? MirrorFolder,
            StallTimeout = TimeSpan.FromSeconds(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
        }));

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The published address refuses connections: a test that reaches for it fails at once, and nothing leaves the machine.
    private static string Entry(KeyValuePair<string, byte[]> file) =>
        $"- {{ name: {file.Key}, bytes: {file.Value.Length}, sha256: {Convert.ToHexStringLower(SHA256.HashData(file.Value))}, "
        + $"licence: none, url: \"https://127.0.0.1:1/{file.Key}\", input: none, output: none }}";
}
