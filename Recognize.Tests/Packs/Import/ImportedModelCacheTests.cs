using Recognize.Models.Packs.Import;

namespace Recognize.Tests.Packs.Import;

public sealed class ImportedModelCacheTests : IDisposable
{
    private static readonly byte[] Network = [.. Enumerable.Range(0, 5000).Select(value => (byte)value)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recognize-imported-");
    private int _imports;

    [Fact]
    public void GetOrAdd_ImportsOnce_WhenTheEntryIsSound()
    {
        var first = Cache().GetOrAdd("abc", Import);
        var second = Cache().GetOrAdd("abc", Import);

        Assert.Equal(Network, first);
        Assert.Equal(Network, second);
        Assert.Equal(1, _imports);
        Assert.Single(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(4000)]
    public void GetOrAdd_ImportsAgain_WhenTheEntryIsCutOff(int length)
    {
        Cache().GetOrAdd("abc", Import);
        using (var entry = Entry().OpenWrite())
            entry.SetLength(length);

        var network = Cache().GetOrAdd("abc", Import);

        Assert.Equal(Network, network);
        Assert.Equal(2, _imports);
        Assert.Equal(Network, Cache().GetOrAdd("abc", Import));
        Assert.Equal(2, _imports);
    }

    [Fact]
    public void GetOrAdd_ImportsAgain_WhenAByteOfTheEntryChanged()
    {
        Cache().GetOrAdd("abc", Import);
        var content = File.ReadAllBytes(Entry().FullName);
        content[100] ^= 1;
        File.WriteAllBytes(Entry().FullName, content);

        Assert.Equal(Network, Cache().GetOrAdd("abc", Import));
        Assert.Equal(2, _imports);
    }

    [Fact]
    public void GetOrAdd_ImportsEachTime_WhenTheFolderCannotBeMade()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "file"), "");
        var cache = new ImportedModelCache(Path.Combine(_folder.FullName, "file", "imported"));

        Assert.Equal(Network, cache.GetOrAdd("abc", Import));
        Assert.Equal(Network, cache.GetOrAdd("abc", Import));
        Assert.Equal(2, _imports);
    }

    [Fact]
    public async Task GetOrAdd_GivesEveryoneTheNetwork_WhenManyAskAtOnce()
    {
        var networks = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => Cache().GetOrAdd("abc", () => Network))));

        Assert.All(networks, network => Assert.Equal(Network, network));
        Assert.Single(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public void GetOrAdd_KeepsNothing_WhenTheImportFails()
    {
        Assert.Throws<ImportRefusedException>(() =>
            Cache().GetOrAdd("abc", () => throw new ImportRefusedException("broken")));

        Assert.Empty(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ImportedModelCache Cache() => new(Path.Combine(_folder.FullName, "imported"));

    private FileInfo Entry() => _folder.GetFiles("*.onnx", SearchOption.AllDirectories).Single();

    private byte[] Import()
    {
        _imports++;
        return Network;
    }
}
