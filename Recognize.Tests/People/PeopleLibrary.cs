using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.People;

/// <summary>One owner's photos, faces and people in a real database, without files: what acts and groupings work on.</summary>
internal sealed class PeopleLibrary
{
    public const string Pack = "faces-1";

    private readonly TestInstallation _installation;
    private MediaLibrary _library = null!;

    private PeopleLibrary(TestInstallation installation) => _installation = installation;

    public Guid Owner => _installation.Owner.Id;

    public ActActor Actor => new(Owner, "anna");

    public PeopleActs Acts => _installation.Get<PeopleActs>();

    public TestInstallation Installation => _installation;

    public static async Task<PeopleLibrary> CreateAsync(TestInstallation installation)
    {
        var library = new PeopleLibrary(installation);
        await installation.AgreeToFacesAsync();
        library._library = await installation.AddLibraryAsync();
        await using var database = installation.Open();
        database.FaceVersions.Add(
            new FaceVersion { OwnerId = library.Owner, PackVersion = Pack, ActivatedAt = DateTimeOffset.UtcNow });
        await database.SaveChangesAsync();
        return library;
    }

    /// <summary>A photo with one face for each of the vectors, none of them in a group.</summary>
    public async Task<(Guid Photo, Guid[] Faces)> AddPhotoAsync(params float[][] vectors)
    {
        await using var database = _installation.Open();
        var id = Guid.CreateVersion7();
        var photo = new MediaItem
        {
            Id = id, LibraryId = _library.Id, OwnerId = Owner, RelativePath = $"{id:N}.jpg", Kind = MediaKind.Photo,
            MimeType = "image/jpeg", SizeBytes = 1, ModifiedTicks = 1, SortAt = DateTimeOffset.UtcNow,
            ContentHash = id.ToByteArray(),
        };
        database.Media.Add(photo);
        var faces = vectors.Select((vector, place) => new Face
        {
            MediaId = id, OwnerId = Owner, X = 0.1f * place, Y = 0.1f, Width = 0.1f, Height = 0.1f,
            Landmarks = new float[10], Score = 0.9f, Quality = 0.9f, SizePixels = 200, Sharpness = 0.8f, Frontality = 0.8f,
            Embedding = EmbeddingBytes.From(vector), PackVersion = Pack,
        }).ToArray();
        database.Faces.AddRange(faces);
        await database.SaveChangesAsync();
        return (id, [.. faces.Select(face => face.Id)]);
    }

    /// <summary>A person with faces put there by similarity, or by whoever is named.</summary>
    public async Task<Guid> AddPersonAsync(
        string? name, IEnumerable<Guid> faces, FaceAssignment assignedBy = FaceAssignment.Cluster)
    {
        await using var database = _installation.Open();
        var person = new Person { OwnerId = Owner, Name = name };
        database.People.Add(person);
        await database.SaveChangesAsync();
        var ids = faces.ToArray();
        await database.Faces.Where(face => ids.Contains(face.Id)).ExecuteUpdateAsync(row => row
            .SetProperty(face => face.PersonId, person.Id)
            .SetProperty(face => face.AssignedBy, assignedBy)
            .SetProperty(face => face.Similarity, 0.5f)
            .SetProperty(face => face.GroupedAt, DateTimeOffset.UtcNow));
        return person.Id;
    }

    public async Task<PersonSeen> SeenAsync(Guid person)
    {
        await using var database = _installation.Open();
        return new PersonSeen(person, (await database.People.SingleAsync(row => row.Id == person)).Version);
    }

    /// <inheritdoc cref="LibraryLines.ReadAsync"/>
    public Task<IReadOnlyList<string>> StateAsync() => LibraryLines.ReadAsync(_installation.Database, Owner);
}
