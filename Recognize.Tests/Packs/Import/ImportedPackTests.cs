using System.Security.Cryptography;
using Recognize.Models.Inference;
using Recognize.Models.Packs;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs.Import;

public sealed class ImportedPackTests : IDisposable
{
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recognize-imported-pack-");

    [Fact]
    public void OpenModel_ImportsAndKeeps_WhenTheFileIsTflite()
    {
        var packs = Packs(File.ReadAllBytes(SharedData.Require("models/mlkit-object_labeler.tflite")));
        var task = packs.Find("labels")!;

        var model = packs.OpenModel(task, "labeler");

        Assert.Equal([1, 3, 224, 224], model.InputShape);
        Assert.Equal(["scores"], model.OutputNames);
        Assert.Same(model, packs.OpenModel(task, "labeler"));
        Assert.Single(_folder.GetFiles("*", SearchOption.AllDirectories), file => file.Directory!.Name == "imported");
        Assert.Contains("Cat", packs.ReadAttachedLabels(task, "labeler", 631));
    }

    [Fact]
    public void OpenModel_NamesTheFileAndTheReason_WhenItCannotBeImported()
    {
        var packs = Packs([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

        var error = Assert.Throws<ModelFileException>(() => packs.OpenModel(packs.Find("labels")!, "labeler"));

        Assert.Equal("labeler.tflite", error.FileName);
        Assert.Contains("not a TFLite file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadAttachedLabels_AsksForAList_WhenTheFileCarriesNone()
    {
        var packs = Packs([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

        var error = Assert.Throws<ModelFileException>(() =>
            packs.ReadAttachedLabels(packs.Find("labels")!, "labeler", 631));

        Assert.Contains("631", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Delete(recursive: true);
    }

    private InstalledPacks Packs(byte[] content)
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "labeler.tflite"), content);
        var catalogue = ModelCatalogue.Parse(
            $$"""
            packs:
            - name: own
              tasks:
              - { task: labels, version: l1, files: { labeler: labeler.tflite } }
            files:
            - name: labeler.tflite
              bytes: {{content.Length}}
              sha256: {{Convert.ToHexStringLower(SHA256.HashData(content))}}
              licence: none
              url: https://127.0.0.1:1/labeler.tflite
              input: photo
              output: labels
            """);
        return new InstalledPacks(catalogue, new ModelStore(_folder.FullName), _pool);
    }
}
