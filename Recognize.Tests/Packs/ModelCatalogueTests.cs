using Recognize.Models.Packs;
using Recognize.Tests.Support;

namespace Recognize.Tests.Packs;

public sealed class ModelCatalogueTests
{
    [Fact]
    public void Default_OffersFacesAndObjectsTwice_WhenRead()
    {
        var tasks = ModelCatalogue.Default.Packs.SelectMany(pack => pack.Tasks).ToList();

        Assert.Equal(["standard", "basic"], ModelCatalogue.Default.Packs.Select(pack => pack.Name));
        Assert.Equal(2, tasks.Count(task => task.Task == ModelTasks.Faces));
        Assert.Equal(2, tasks.Count(task => task.Task == ModelTasks.Objects));
        Assert.Equal(tasks.Count, tasks.Select(task => task.Version).Distinct().Count());
    }

    [Fact]
    public void Default_PinsACommitOrAVersion_ForEveryFile()
    {
        var files = ModelCatalogue.Default.Packs.SelectMany(pack => pack.Files).ToList();

        Assert.All(files, file => Assert.True(
            file.Source is NpmModelSource { Version.Length: > 0 }
            || (file.Source is UrlModelSource url && url.Address.Segments[3].Trim('/').Length == 40),
            $"{file.Name} is not pinned"));
    }

    [Fact]
    public void Default_SaysWhatIsNotKnown_OfTheBasicPack()
    {
        var basic = ModelCatalogue.Default.Pack("basic");

        Assert.Contains("not stated", basic.Summary, StringComparison.Ordinal);
        Assert.All(basic.Files, file => Assert.Contains("not stated", file.Licence, StringComparison.Ordinal));
    }

    [Fact]
    public void Default_DescribesTheFilesAsTheyAre_WhereTheyAreAtHand()
    {
        var store = new ModelStore(SharedData.Require("models"));

        Assert.All(ModelCatalogue.Default.Pack("standard").Files, file => Assert.Equal(file.Bytes, store.ReadVerified(file).Length));
    }

    [Fact]
    public void Pack_NamesThoseThereAre_WhenItIsUnknown()
    {
        var error = Assert.Throws<ArgumentException>(() => ModelCatalogue.Default.Pack("huge"));

        Assert.Contains("standard, basic", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("packs: []", "names no packs")]
    [InlineData("packs: [{name: a, tasks: [{task: t, version: v, files: {role: missing.onnx}}]}]", "missing.onnx")]
    [InlineData("packs: [{name: a, tasks: [{task: t}]}]", "version")]
    [InlineData("packs: [{name: a, colour: red}]", "colour")]
    [InlineData("packs: [{name: a}]\nfiles: [{name: ../x, bytes: 1}]", "folder")]
    [InlineData("packs: [{name: a}]\nfiles: [{name: x, bytes: 1, licence: l, input: i, output: o, sha256: abc}]", "sha256")]
    [InlineData("packs: [{name: a}]\nfiles: [{name: x, bytes: 0, licence: l, input: i, output: o}]", "length")]
    public void Parse_SaysWhatIsWrong_WhenTheCatalogueIsNotSound(string yaml, string expected)
    {
        var error = Assert.Throws<FormatException>(() => ModelCatalogue.Parse(yaml));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
