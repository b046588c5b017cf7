using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Models;
using Recognize.Models.Accounts;
using Recognize.Models.Deidentification;
using Recognize.Models.Exports;
using Recognize.Models.Jobs;
using Recognize.Models.Contacts.CardDav;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Reclustering;
using Recognize.Models.People.Refusals;
using Recognize.Models.People.Suggestions;
using Recognize.Models.Persistence;

namespace Recognize.Tests.Api;

/// <summary>Walks every operation of the OpenAPI document, so that a new one is covered or fails here.</summary>
public sealed partial class IsolationTests(RecognizeApp app) : IClassFixture<RecognizeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryOperation_IsUnauthorized_WithoutASession()
    {
        using var client = app.Anonymous();
        var data = await AddDataAsync();

        foreach (var operation in await OperationsAsync())
        {
            using var answer = await SendAsync(client, operation, data);
            if (operation.IsOpen)
                Assert.NotEqual(HttpStatusCode.Forbidden, answer.StatusCode);
            else
                await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task OnlyHealthAndSignIn_AreOpen()
    {
        var open = (await OperationsAsync()).Where(operation => operation.IsOpen).Select(operation => operation.ToString());

        Assert.Equal(["GET /api/session/provider", "GET /api/session/ways", "GET /healthz", "POST /api/session", "POST /api/session/link"], open.Order());
    }

    [Fact]
    public async Task EveryOperation_IsForbidden_WhenTheTokenLacksAScope()
    {
        var data = await AddDataAsync();
        var all = Models.Accounts.TokenScopes.All;

        foreach (var operation in (await OperationsAsync()).Where(operation => operation.Scopes.Count > 0))
        {
            foreach (var missing in operation.Scopes)
            {
                using var client = await app.WithTokenAsync(data.Owner, [.. all.Where(scope => scope != missing)]);
                using var answer = await SendAsync(client, operation, data);
                await answer.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryOperation_ShowsNothingOfAnotherUser(bool asAdmin)
    {
        var data = await AddDataAsync();
        var stranger = await app.AddTokenUserAsync(asAdmin);

        // Every scope: what keeps the data apart must be the owner, not a right that is missing.
        using var client = await app.WithTokenAsync(stranger);
        foreach (var operation in (await OperationsAsync()).Where(operation => operation.Scopes.Count > 0))
        {
            using var answer = await SendAsync(client, operation, data);
            if (operation.IsForAdmins && !asAdmin)
            {
                await answer.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "admins-only");
                continue;
            }
            if (operation.Path.Contains('{', StringComparison.Ordinal) || data.Bodies.ContainsKey(operation.Id))
            {
                await answer.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
                continue;
            }
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent, $"{operation}: {answer.StatusCode}");
            var text = await answer.Content.ReadAsStringAsync(Token);
            // Entries about shares tell admins which album it was.
            var secrets = (asAdmin, operation.Id) switch
            {
                (true, "ListAudit") => data.Secrets.Where(secret => secret != data.AlbumId.ToString()),
                // Admins look after the folders of the house.
                (true, "ListHouseLibraries") => data.Secrets.Where(secret => secret != data.LibraryId.ToString()),
                _ => data.Secrets,
            };
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task EveryOperation_ShowsItsOwnerTheData_ButNeverAPath()
    {
        var data = await AddDataAsync();

        foreach (var operation in (await OperationsAsync()).Where(operation => operation.Scopes.Count > 0 && !operation.IsForAdmins))
        {
            // Each act changes what the next one would find.
            var seeded = data.Bodies.ContainsKey(operation.Id) ? await AddDataAsync() : data;
            using var owner = await app.WithTokenAsync(seeded.Owner);
            using var answer = await SendAsync(owner, operation, seeded);
            var text = answer.Headers + await answer.Content.ReadAsStringAsync(Token);
            // An act may be refused for what was done before it; that is shown to its owner, too.
            if (operation.IsAct && !seeded.Bodies.ContainsKey(operation.Id))
                Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict, $"{operation}: {answer.StatusCode}");
            else if (!operation.Path.EndsWith("/thumbnail", StringComparison.Ordinal))
                Assert.True(answer.IsSuccessStatusCode, $"{operation}: {answer.StatusCode}");
            Assert.DoesNotContain("private-place", text, StringComparison.Ordinal);
            Assert.DoesNotContain("summer-holiday", text, StringComparison.Ordinal);
            Assert.DoesNotContain(app.Home, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Handlers_ReachTheDatabaseThroughAScopeOnly()
    {
        var handlers = typeof(OwnerScope).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Endpoints", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .ToList();

        Assert.NotEmpty(handlers);
        Assert.DoesNotContain(handlers, method => method.GetParameters().Any(parameter =>
            parameter.ParameterType == typeof(RecognizeDbContext)
            || parameter.ParameterType.FullName!.Contains("IDbContextFactory", StringComparison.Ordinal)));
    }

    /// <summary>A server that nobody calls: no worker runs here.</summary>
    private const string AddressBooks = "cloud.example";

    private async Task<SeededData> AddDataAsync()
    {
        var owner = await app.AddTokenUserAsync();
        await app.Get<FaceConsentLedger>().RecordAsync(owner.Id, given: true, owner.Name, Token);
        await app.Get<AllowedServers>().AllowAsync(AddressBooks, null, "test", Token);
        var library = await app.AddLibraryAsync(owner);
        var item = await library.AddAsync("summer-holiday/beach.jpg");
        var person = await library.AddPersonAsync("Mia");
        var face = await library.AddFaceAsync(item, person);
        var tag = $"keyword:{Guid.NewGuid():N}";
        await library.AddTagAsync(item, tag);
        await library.AddObjectsAsync(item, tag, [0, 0, 1, 1]);
        await library.AddWorkAsync(item, AnalysisTask.Objects, AnalysisState.Failed, "It broke.", DateTimeOffset.UtcNow);
        await library.AddRunAsync($$"""{"found": 1, "{{tag}}": 2}""");
        var recluster = new ReclusterRun
        {
            OwnerId = owner.Id, RequestedByName = owner.Name, State = ReclusterState.Ready, MinimumSize = 2,
            RequestedAt = DateTimeOffset.UtcNow,
        };
        await library.SaveAsync(recluster);
        var second = await library.AddFaceAsync(await library.AddAsync(), person);
        var other = await library.AddPersonAsync();
        await library.AddFaceAsync(await library.AddAsync(), other);
        await library.SaveAsync(
            new FaceVersion { OwnerId = owner.Id, PackVersion = face.PackVersion, ActivatedAt = DateTimeOffset.UtcNow });
        await using (var database = app.Open())
        {
            var unit = EmbeddingBytes.From([1, 0]);
            await database.Faces.Where(row => row.OwnerId == owner.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(changed => changed.Embedding, unit), Token);
        }
        var suggestion = new PersonSuggestion
        {
            Id = Guid.NewGuid(), OwnerId = owner.Id, PersonId = person.Id, OtherId = other.Id, Similarity = 0.4f,
            Probability = 0.5f, Gain = 1,
        };
        await library.SaveAsync(suggestion);
        var contact = await AddContactAsync(owner.Id, other.Id);
        var refused = new RefusedPerson { OwnerId = owner.Id, Name = "Somebody", KeepsLook = true };
        await library.SaveAsync(refused, new RefusedFace
        {
            RefusedPersonId = refused.Id, MediaId = item.Id, X = 0.9f, Y = 0, Width = 0.1f, Height = 0.1f,
        });
        var me = new ActFor(owner.Id, new ActActor(owner.Id, owner.Name));
        var drawn = await app.Get<DrawnFaceActs>().DrawAsync(
            me, item.Id, new ImageBox(0.7f, 0.7f, 0.1f, 0.1f), null, false, Token);
        var job = new JobRun { Kind = JobKinds.Scan, OwnerId = owner.Id, LibraryId = library.Id, State = JobState.Queued, WorkKey = $"{owner.Id}" };
        await library.SaveAsync(job);
        var export = await AddExportAsync(owner.Id, item.Id);
        var (album, share, guest) = await ShareAlbumAsync(owner, item.Id);
        string[] secrets = [
            export.ToString(), album.ToString(), share.ToString(),
            job.Id.ToString(), library.Id.ToString(),
            recluster.Id.ToString(), item.Id.ToString(), person.Id.ToString(), face.Id.ToString(), tag, other.Id.ToString(),
            suggestion.Id.ToString(), contact.ToString(), refused.Id.ToString(), drawn.ActId.ToString()!, drawn.FaceId.ToString()!,
        ];
        return new SeededData(
            owner, item.Id, person.Id, tag, recluster.Id, drawn.FaceId!.Value, suggestion.Id, drawn.ActId!.Value, contact, job.Id, secrets,
            Bodies(item.Id, person.Id, other.Id, second.Id, library.Id, contact, album, guest.Name))
        {
            LibraryId = library.Id, RefusedId = refused.Id, ExportId = export, AlbumId = album, ShareId = share,
        };
    }

    /// <summary>A contact that may be a person; its source, portrait and question have the same id.</summary>
    private async Task<Guid> AddContactAsync(Guid owner, Guid person)
    {
        var id = Guid.NewGuid();
        await using var database = app.Open();
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO contact_sources (id, owner_id, kind, name, created_at) VALUES ({id}, {owner}, 1, 'cards', now());
            INSERT INTO contacts (id, owner_id, source_id, key, content_hash, name, state, is_matched, answer, created_at, changed_at)
            VALUES ({id}, {owner}, {id}, 'a', '', 'Nora', 0, true, 1, now(), now());
            INSERT INTO contact_portraits (id, contact_id, place, content_hash, image, state, pack_version, chosen_face, is_accepted)
            VALUES ({id}, {id}, 0, '', 'WebP', 0, 'faces-1', 0, false);
            INSERT INTO contact_portrait_faces (portrait_id, number, x, y, width, height, quality, embedding)
            VALUES ({id}, 0, 0, 0, 1, 1, 0.9, '');
            INSERT INTO contact_suggestions (id, contact_id, person_id, similarity, is_refused, created_at)
            VALUES ({id}, {id}, {person}, 0.5, false, now());
            INSERT INTO contact_people (contact_id, person_id, linked_at) VALUES ({id}, {person}, now());
            """,
            Token);
        return id;
    }

    /// <summary>A finished export with its file.</summary>
    private async Task<Guid> AddExportAsync(Guid owner, Guid media)
    {
        var home = new RecognizeHome(app.Home);
        var export = new CoveredExport
        {
            OwnerId = owner,
            Request = new CoveredExportRequest(
                [media], [], CoverMethod.Solid, 0, CoverShape.Ellipse, MetadataChoice.Strip, KeepsSound: false).ToJson(),
            RequestedAt = DateTimeOffset.UtcNow,
            FinishedAt = DateTimeOffset.UtcNow,
            ExpiresAt = DateTimeOffset.UtcNow.AddDays(1),
            FileName = "without-faces.jpg",
            SizeBytes = 5,
            Exported = 1,
            Refused = 0,
        };
        await File.WriteAllTextAsync(Path.Combine(home.CreateExports(owner), export.FileName), "bytes", Token);
        await using var database = app.Open();
        database.CoveredExports.Add(export);
        await database.SaveChangesAsync(Token);
        return export.Id;
    }

    /// <summary>What each act is asked for, by operation.</summary>
    private static Dictionary<string, object?> Bodies(
        Guid media, Guid person, Guid other, Guid face, Guid library, Guid contact, Guid album, string guest)
    {
        object[] both = [new { Id = person, Version = 0 }, new { Id = other, Version = 0 }];
        return new()
        {
            ["NamePerson"] = new { Version = 0, Name = "Nora" },
            ["DoNotRecognise"] = new { Version = 0, KeepLook = true },
            ["RecogniseAgain"] = null,
            ["HidePerson"] = new { Version = 0, Hidden = true },
            ["IgnorePerson"] = new { Version = 0, As = "statue" },
            ["ChooseCover"] = new { Version = 0, FaceId = face },
            ["MergePeople"] = new { People = both },
            ["SayDifferent"] = new { People = both },
            ["SplitPerson"] = new { Version = 0, FaceIds = new[] { face } },
            ["ConfirmFaces"] = new { FaceIds = new[] { face } },
            ["RejectFaces"] = new { FaceIds = new[] { face } },
            ["MoveFaces"] = new { FaceIds = new[] { face }, NewName = "Nora" },
            ["IgnoreFaces"] = new { FaceIds = new[] { face }, As = "poster" },
            ["DrawFace"] = new { MediaId = media, Box = new { X = 0.1, Y = 0.8, Width = 0.1, Height = 0.1 } },
            ["RemoveDrawnFace"] = null,
            ["ReleasePhoto"] = new { Released = true },
            ["AnswerSuggestion"] = new { Same = true, People = both },
            ["UndoAct"] = null,
            ["PickContactFace"] = new { Face = 0 },
            ["AnswerContact"] = new { Answer = "refused" },
            ["AnswerContacts"] = new { Answer = "refused", ContactIds = new[] { contact } },
            ["AnswerContactSource"] = new { HasAgreed = true },
            ["SetContactMatching"] = new { IsMatched = false },
            ["SyncContacts"] = null,
            ["DeleteContactSource"] = null,
            ["UnlinkContact"] = null,
            ["DismissContactPortrait"] = null,
            ["AcceptContactSuggestion"] = null,
            ["RefuseContactSuggestion"] = null,
            ["AnalyseMedia"] = new { },
            ["RequestCoveredExport"] = new { Media = new[] { media }, Keep = new[] { person } },
            ["DeleteCoveredExport"] = null,
            ["ChangeMediaTags"] = new { AddWords = new[] { "sand" } },
            ["ChangeAlbum"] = new { Name = "At the sea" },
            ["DeleteAlbum"] = null,
            ["AddToAlbum"] = new { MediaIds = new[] { media } },
            ["RemoveFromAlbum"] = new { MediaIds = new[] { media } },
            ["MoveInAlbum"] = new { MediaIds = new[] { media } },
            ["GiveShare"] = new { Recipient = guest, LibraryId = library },
            ["ChangeShare"] = new { Access = "read", WithPeople = false },
            ["EndShare"] = null,
            ["RequestJob"] = new { Kind = "scan", LibraryId = library },
            // Outside of the folders that may become libraries.
            ["AddLibrary"] = new { Path = "/private-place" },
        };
    }

    /// <summary>Bodies that name nothing that is there already, by operation.</summary>
    private static object? NewThings(string operation) => operation switch
    {
        "InviteUser" => new { Name = $"guest {Guid.NewGuid():N}" },
        "ChangeUser" => new { IsDisabled = true },
        "CreateAlbum" => new { Name = "Mine" },
        "SetFaceApproval" => new { Required = false },
        "DecideFaces" => new { Decision = "approve" },
        "AllowContactServer" => new { Address = AddressBooks },
        "AddAddressBooks" => new { Address = AddressBooks, UserName = "somebody", Password = "secret" },
        _ => null,
    };

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Operation operation, SeededData data)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.Fill(data));
        if (data.Bodies.GetValueOrDefault(operation.Id) is { } body)
            request.Content = JsonContent.Create(body);
        else if (NewThings(operation.Id) is { } made)
            request.Content = JsonContent.Create(made);
        else if (operation.Method is "POST" or "PUT" or "PATCH")
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, operation.ContentType);
        return await client.SendAsync(request, Token);
    }

    private async Task<List<Operation>> OperationsAsync()
    {
        using var client = app.Anonymous();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        return [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Select(operation => Operation.From(path.Name, operation)))];
    }

    private sealed record SeededData(
        TestUser Owner, Guid MediaId, Guid PersonId, string TagId, Guid ReclusterId, Guid FaceId, Guid SuggestionId, Guid ActId,
        Guid ContactId, Guid JobId, string[] Secrets, Dictionary<string, object?> Bodies)
    {
        public required Guid ExportId { get; init; }

        public required Guid LibraryId { get; init; }

        public required Guid RefusedId { get; init; }

        public required Guid AlbumId { get; init; }

        /// <summary>Of the album, given by its owner.</summary>
        public required Guid ShareId { get; init; }
    }

    private sealed record Operation(string Method, string Path, string Id, bool IsOpen, List<string> Scopes, bool IsForAdmins)
    {
        public string ContentType => Id == "ImportContacts" ? "text/vcard" : "application/json";

        public bool IsAct => Method != "GET" && Path.Contains('{', StringComparison.Ordinal);

        public static Operation From(string path, JsonProperty operation)
        {
            var security = operation.Value.TryGetProperty("security", out var given)
                ? given.EnumerateArray().ToList()
                : [];
            var scopes = security
                .Where(requirement => requirement.TryGetProperty("token", out _))
                .SelectMany(requirement => requirement.GetProperty("token").EnumerateArray())
                .Select(scope => scope.GetString()!)
                .ToList();
            return new Operation(operation.Name.ToUpperInvariant(), path.TrimEnd('/'),
                operation.Value.GetProperty("operationId").GetString()!, security.Count == 0, scopes,
                operation.Value.TryGetProperty("x-admins-only", out _));
        }

        public string Fill(SeededData data)
        {
            var id = Path.Split('/').ElementAtOrDefault(2) switch
            {
                "media" => data.MediaId.ToString(),
                "people" => data.PersonId.ToString(),
                "faces" => data.FaceId.ToString(),
                "suggestions" => data.SuggestionId.ToString(),
                "acts" => data.ActId.ToString(),
                "reclusters" => data.ReclusterId.ToString(),
                "contacts" => data.ContactId.ToString(),
                "jobs" => data.JobId.ToString(),
                "not-recognised" => data.RefusedId.ToString(),
                "exports" => data.ExportId.ToString(),
                "libraries" => data.LibraryId.ToString(),
                "albums" => data.AlbumId.ToString(),
                "shares" => data.ShareId.ToString(),
                // Admins may change every user and library, and sessions and tokens are for their user's sessions: SessionIsolationTests.
                "users" or "sessions" or "tokens" or "erasures" or "admin" => Guid.NewGuid().ToString(),
                "tags" => Uri.EscapeDataString(data.TagId),
                _ => "",
            };
            var filled = Path.Replace("{id}", id, StringComparison.Ordinal).Replace("{task}", "brewing", StringComparison.Ordinal);
            Assert.False(filled.Contains('{', StringComparison.Ordinal), $"{this}: this test does not know what to fill in.");
            return Id switch
            {
                "ImportContacts" => $"{filled}?name=cards.vcf",
                // A stream would go on.
                "WatchJobs" => $"{filled}?seconds=1",
                // What only the owner has.
                "Search" => $"{filled}?q=beach",
                "SuggestSearch" => $"{filled}?q=mi",
                _ => filled,
            };
        }

        public override string ToString() => $"{Method} {Path}";
    }
}
