using System.Security.Cryptography;
using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class ContentHasherTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Hash_IsSha256OfTheFile_UpToTheLimit(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var path = _folder.Write("file", content);

        Assert.Equal(SHA256.HashData(content), ContentHasher.Hash(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task HashAsync_SeesLengthAndSamples_OfALargeFile()
    {
        var token = TestContext.Current.CancellationToken;
        var length = ContentHasher.MaxWholeLength + 4096;
        var plain = await HashSparse(length, []);

        Assert.Equal(32, plain.Length);
        Assert.Equal(plain, await HashSparse(length, []));
        Assert.NotEqual(plain, await HashSparse(length + 1, []));
        Assert.NotEqual(plain, await HashSparse(length, [0]));
        Assert.NotEqual(plain, await HashSparse(length, [length / 2]));
        Assert.NotEqual(plain, await HashSparse(length, [length - 1]));
        Assert.NotEqual(plain, await SHA256.HashDataAsync(File.OpenRead(_folder["sparse"]), token));
    }

    [Fact]
    public void Hash_LetsFileTroubleThrough()
    {
        Assert.Throws<FileNotFoundException>(
            () => ContentHasher.Hash(_folder["gone"], TestContext.Current.CancellationToken));
    }

    private async Task<byte[]> HashSparse(long length, long[] marks)
    {
        using (var file = File.Create(_folder["sparse"]))
        {
            file.SetLength(length);
            foreach (var mark in marks)
            {
                file.Position = mark;
                file.WriteByte(1);
            }
        }
        return await ContentHasher.HashAsync(_folder["sparse"], TestContext.Current.CancellationToken);
    }
}
