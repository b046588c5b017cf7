using System.Runtime.InteropServices;
using Npgsql;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;
using Recognize.Tests.People;
using Recognize.Tests.Support;

namespace Recognize.Tests.Sealing;

/// <summary>A library with a value of every kind that is sealed, stored in the clear as programs of before did.</summary>
internal sealed class SealedLibrary
{
    /// <summary>Floats of a vector.</summary>
    public const int Dimensions = 128;

    private readonly Random _random = new(5);

    private SealedLibrary(TestInstallation installation, PeopleLibrary people) => (Installation, People) = (installation, people);

    public TestInstallation Installation { get; }

    public PeopleLibrary People { get; }

    public Guid Owner => People.Owner;

    public MasterKeyFile KeyFile => Installation.Get<MasterKeyFile>();

    /// <summary>The vectors of faces by their ids.</summary>
    public Dictionary<Guid, float[]> Vectors { get; } = [];

    /// <summary>All that must be found nowhere in the clear.</summary>
    public List<byte[]> Planted { get; } = [];

    public Guid Portrait { get; private set; }

    public byte[] Picture { get; private set; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SealedLibrary> CreateAsync(TestInstallation installation) =>
        new(installation, await PeopleLibrary.CreateAsync(installation));

    public float[] NewVector()
    {
        var vector = new float[Dimensions];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (float)(_random.NextDouble() - 0.5);
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        for (var i = 0; i < vector.Length; i++)
            vector[i] /= length;
        Planted.Add(MemoryMarshal.AsBytes(vector.AsSpan(0, 8)).ToArray());
        return vector;
    }

    /// <summary>Photos with two faces each, in the clear while nothing is sealed.</summary>
    public async Task AddFacesAsync(int photos)
    {
        for (var i = 0; i < photos; i++)
        {
            var vectors = new[] { NewVector(), NewVector() };
            var (_, faces) = await People.AddPhotoAsync(vectors);
            foreach (var (face, vector) in faces.Zip(vectors))
                Vectors[face] = vector;
        }
    }

    /// <summary>A face of a next version, a contact with a portrait, a saved index, a file of cards and looks of somebody refused, in the clear.</summary>
    public async Task AddEverythingElseAsync()
    {
        var (photo, faces) = await People.AddPhotoAsync(NewVector());
        Vectors[faces[0]] = (await ReadFacesAsync())[faces[0]];
        await ExecuteAsync(
            """
            INSERT INTO next_faces SELECT id, media_id, owner_id, x, y, width, height, landmarks, score, quality, $2, 'faces-2',
                0, size_pixels, sharpness, frontality, NULL FROM faces WHERE id = $1
            """,
            faces[0], EmbeddingBytes.From(NewVector()));
        Picture = [.. "RIFF"u8, .. Planting(200)];
        await using (var database = Installation.Open())
        {
            var source = new ContactSource { OwnerId = Owner, Kind = ContactSourceKind.File, Name = "cards" };
            var contact = new Contact
            {
                OwnerId = Owner, SourceId = source.Id, Key = "a", Name = "Anna", ContentHash = [1], State = ContactState.Ready,
                Answer = ContactAnswer.Agreed,
            };
            var portrait = new ContactPortrait
            {
                ContactId = contact.Id, Place = 0, ContentHash = [1], State = PortraitState.Usable, PackVersion = PeopleLibrary.Pack,
                ChosenFace = 0, Image = Picture,
            };
            Portrait = portrait.Id;
            database.AddRange(source, contact, portrait, new ContactPortraitFace
            {
                PortraitId = portrait.Id, Number = 0, X = 0, Y = 0, Width = 1, Height = 1, Quality = 1,
                Embedding = EmbeddingBytes.From(NewVector()),
            });
            await database.SaveChangesAsync(Token);
            var upload = Guid.CreateVersion7();
            await ExecuteAsync(
                "INSERT INTO contact_uploads (id, source_id, size_bytes, created_at) VALUES ($1, $2, 400, now())", upload, source.Id);
            for (var part = 0; part < 2; part++)
                await ExecuteAsync(
                    "INSERT INTO contact_upload_parts (upload_id, number, content) VALUES ($1, $2, $3)", upload, part,
                    (byte[])[.. "BEGIN:VCARD"u8, .. Planting(100)]);
        }
        var refused = Guid.CreateVersion7();
        await ExecuteAsync(
            "INSERT INTO refused_people (id, owner_id, keeps_look, refused_at) VALUES ($1, $2, true, now())", refused, Owner);
        foreach (var version in (string[])[PeopleLibrary.Pack, "faces-2"])
            await ExecuteAsync(
                "INSERT INTO refused_looks (id, refused_person_id, pack_version, faces, embedding) VALUES ($1, $2, $3, 1, $4)",
                Guid.CreateVersion7(), refused, version, EmbeddingBytes.From(NewVector()));
        await ExecuteAsync(
            "INSERT INTO face_indexes (owner_id, pack_version, state, saved_at) VALUES ($1, $2, $3, now())", Owner, PeopleLibrary.Pack,
            (byte[])[.. "RFIX"u8, .. Planting(300)]);
    }

    public async Task TurnOnAsync()
    {
        await using var connection = await Installation.Database.OpenConnectionAsync(Token);
        Assert.True(await SealingSwitch.TryTurnOnAsync(connection, Token));
    }

    /// <summary>Seals what is due, as a worker does.</summary>
    public Task<long?> ResealAsync() => Installation.Get<Resealing>().RunAsync(Owner, _ => { }, Token);

    /// <summary>The vectors of faces as a reader gets them.</summary>
    public async Task<Dictionary<Guid, float[]>> ReadFacesAsync()
    {
        await using var connection = await Installation.Database.OpenConnectionAsync(Token);
        using var seal = await Installation.Get<OwnerKeys>().ReadingAsync(connection, Owner, Token);
        return (await connection.ReadAsync(
                "SELECT id, embedding, pack_version FROM faces WHERE owner_id = $1",
                row => (Id: row.GetGuid(0), Vector: seal.ReadVector(row, 1, SealedRow.Face(row.GetGuid(0), row.GetString(2)))),
                Token, Owner))
            .ToDictionary(row => row.Id, row => row.Vector);
    }

    /// <summary>Values of all columns that are not sealed with the data key of that number.</summary>
    public async Task<List<string>> FindOpenAsync(int key)
    {
        await using var connection = await Installation.Database.OpenConnectionAsync(Token);
        var open = new List<string>();
        foreach (var column in SealedColumn.All)
        {
            if ((await connection.ReadAsync(column.ExistsSql, row => row.GetBoolean(0), Token, Owner, SealedBytes.HeadOf(key)))[0])
                open.Add(column.Table);
        }
        return open;
    }

    /// <summary>Everything that the database would give to a program that dumps it: each table's rows as text.</summary>
    public static async Task<List<string>> DumpAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync(Token);
        var tables = await connection.ReadAsync(
            "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
            row => row.GetString(0), Token);
        var texts = new List<string>();
        foreach (var table in tables)
        {
            using var copy = await connection.BeginTextExportAsync($"COPY {table} TO STDOUT", Token);
            texts.Add(await copy.ReadToEndAsync(Token));
        }
        return texts;
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var connection = await Installation.Database.OpenConnectionAsync(Token);
        await connection.ExecuteAsync(sql, Token, values);
    }

    private byte[] Planting(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        Planted.Add(bytes[..32]);
        return bytes;
    }
}
