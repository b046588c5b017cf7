using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Recognize.Models.Packs;
using Recognize.Models.People;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Grouping;

/// <summary>Real photos described by one embedder and then by another; skipped where the second cannot be fetched.</summary>
public sealed class FacePackChangeTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int PhotosOfEach = 5;

    private TestInstallation _installation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        SharedData.Require("data/faces-lfw");
        _installation = await TestInstallation.CreateAsync(postgres, hasModels: true);
        await _installation.AgreeToFacesAsync();
    }

    public ValueTask DisposeAsync() => _installation is null ? ValueTask.CompletedTask : _installation.DisposeAsync();

    [Fact]
    public async Task Change_CarriesPeopleOver_AndNewPhotosJoinThem()
    {
        var folders = Directory.GetDirectories(SharedData.Require("data/faces-lfw")).Order(StringComparer.Ordinal)
            .Where(folder => Directory.GetFiles(folder).Length > PhotosOfEach).Take(3).ToList();
        foreach (var folder in folders)
            CopyPhotos(folder, 0, PhotosOfEach);
        await _installation.IndexAsync(cancellationToken: Token);
        await NamePeopleAsync();
        var before = await PlacesAsync();
        Assert.Equal(folders.Count, before.Values.Distinct().Count());

        await UseBasicFacesAsync();
        await _installation.RestartAsync();
        var change = (await _installation.IndexAsync(cancellationToken: Token)).Switched;
        CopyPhotos(folders[0], PhotosOfEach, 1);
        await _installation.IndexAsync(cancellationToken: Token);

        Assert.Equal(("standard-faces-1", "basic-faces-1"), (change?.From, change?.To));
        Assert.True(change!.Carried >= before.Count, change.ToString());
        await using var database = _installation.Open();
        Assert.All(
            await database.Faces.Select(face => face.Embedding).ToListAsync(Token),
            embedding => Assert.Equal(512, EmbeddingBytes.ToVector(embedding).Length));
        var after = await PlacesAsync();
        Assert.All(before, place => Assert.Equal(place.Value, after[place.Key]));
        Assert.Equal(before.Count + 1, after.Count);
        Assert.Equal(
            before.First(place => place.Key.StartsWith(Path.GetFileName(folders[0]), StringComparison.Ordinal)).Value,
            after.Single(place => !before.ContainsKey(place.Key)).Value);
    }

    private void CopyPhotos(string folder, int skip, int take)
    {
        foreach (var photo in Directory.GetFiles(folder).Order(StringComparer.Ordinal).Skip(skip).Take(take))
            _installation.Write($"{Path.GetFileName(folder)}/{Path.GetFileName(photo)}", File.ReadAllBytes(photo));
    }

    private async Task NamePeopleAsync()
    {
        await using var database = _installation.Open();
        foreach (var person in await database.People.AsTracking().ToListAsync(Token))
            person.Name = $"Person {person.Id}";
        await database.SaveChangesAsync(Token);
        var confirmed = await database.Faces.Where(face => face.PersonId != null).OrderBy(face => face.Id).FirstAsync(Token);
        await database.Faces.Where(face => face.Id == confirmed.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(face => face.AssignedBy, FaceAssignment.User), Token);
    }

    /// <summary>The name of the person that the largest face of each photo has, where it has one.</summary>
    private async Task<Dictionary<string, string>> PlacesAsync()
    {
        await using var database = _installation.Open();
        var rows = await database.Faces
            .Join(database.Media, face => face.MediaId, item => item.Id, (face, item) => new { face, item.RelativePath })
            .LeftJoin(database.People, row => row.face.PersonId, person => person.Id,
                (row, person) => new { row.RelativePath, row.face.Width, Name = person == null ? null : person.Name })
            .ToListAsync(Token);
        return rows.GroupBy(row => row.RelativePath, StringComparer.Ordinal)
            .Select(photo => photo.MaxBy(row => row.Width)!)
            .Where(row => row.Name is not null)
            .ToDictionary(row => row.RelativePath, row => row.Name!, StringComparer.Ordinal);
    }

    private async Task UseBasicFacesAsync()
    {
        var packs = _installation.Get<InstalledPacks>();
        // Not the installation's own, which may be told to take all files from a mirror that has other packs only.
        var installer = new PackInstaller(
            ModelCatalogue.Default, _installation.Get<ModelStore>(), packs, Options.Create(new ModelPackOptions()));
        var pulled = await installer.PullAsync("basic", force: false, progress: null, Token);
        var unreachable = pulled.FirstOrDefault(file => file.Reason?.Contains("npm", StringComparison.Ordinal) == true);
        Assert.SkipWhen(unreachable is not null, $"needs the npm registry: {unreachable?.Reason}");
        Assert.All(pulled, file => Assert.Null(file.Reason));
        packs.Use(packs.Known(ModelTasks.Faces).Single(pack => pack.Pack == "basic"));
    }
}
