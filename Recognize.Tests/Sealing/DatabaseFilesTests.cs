using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Tests.People;
using Recognize.Tests.Support;

namespace Recognize.Tests.Sealing;

/// <summary>What somebody finds who has the server's disk and not the key.</summary>
public sealed class DatabaseFilesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_HoldNoVector_NeitherTablesNorLog()
    {
        await using var cluster = await TemporaryCluster.StartNewAsync();
        await using var installation = await TestInstallation.CreateAsync(await cluster.CreateDatabaseAsync("files", Token));
        var library = await SealedLibrary.CreateAsync(installation);
        await library.TurnOnAsync();
        var photo = (await library.People.AddPhotoAsync()).Photo;
        var marker = Guid.CreateVersion7();
        for (var i = 0; i < 50; i++)
            await StoreAsync(library, photo, i == 0 ? marker : Guid.CreateVersion7());
        await library.ExecuteAsync("UPDATE media SET title = 'a title in the clear'");
        await library.ExecuteAsync("CHECKPOINT");
        await cluster.StopAsync();

        var (vectors, titles, ids) = (0, 0, 0);
        foreach (var path in Directory.EnumerateFiles(cluster.Data, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(path, Token);
            vectors += library.Planted.Count(planted => content.AsSpan().IndexOf(planted) >= 0);
            titles += content.AsSpan().IndexOf("a title in the clear"u8) >= 0 ? 1 : 0;
            ids += content.AsSpan().IndexOf(marker.ToByteArray(bigEndian: true)) >= 0 ? 1 : 0;
        }

        // What is not sealed is found, so the search does find things.
        Assert.True(titles > 0 && ids > 0);
        Assert.Equal(0, vectors);
        await cluster.StartAsync();
    }

    private static async Task StoreAsync(SealedLibrary library, Guid photo, Guid id)
    {
        var vector = library.NewVector();
        await using var connection = await library.Installation.Database.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        using var seal = await library.Installation.Get<OwnerKeys>().WritingAsync(connection, library.Owner, Token);
        Assert.Equal(1, seal.CurrentKey);
        await connection.ExecuteAsync(
            """
            INSERT INTO faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                assigned_by, size_pixels, sharpness, frontality)
            VALUES ($1, $2, $3, 0, 0, 1, 1, '{}', 1, 1, $4, $5, 0, 1, 1, 1)
            """,
            Token, id, photo, library.Owner, seal.Seal(vector, SealedRow.Face(id, PeopleLibrary.Pack)), PeopleLibrary.Pack);
        await transaction.CommitAsync(Token);
    }
}
