using System.Net;
using System.Text.Json;
using Recognize.Api.Accounts;
using Recognize.Models.Accounts;
using Recognize.Models.Auditing;
using Recognize.Models.Sharing;

namespace Recognize.Tests.Api;

// The walk once more, by everybody who is, was or might be a guest. What no line of the table names shows a guest nothing: a
// new operation that shows something fails until it is here.
public sealed partial class IsolationTests
{
    private static readonly string[] Guests = ["album reader", "album writer", "library reader", "library writer"];

    private static readonly string[] Nobodies =
        ["stranger", "admin", "share taken back", "share left", "share ended by its date", "guest of a disabled user", "disabled guest", "nobody"];

    /// <summary>What guests get, in their order: seen, done, read-only (403), owners-only (403), or nothing (404).</summary>
    private static readonly Dictionary<string, string[]> ForGuests = new()
    {
        ["GetMedia"] = ["seen", "seen", "seen", "seen"],
        ["GetThumbnail"] = ["seen", "seen", "seen", "seen"],
        ["GetOriginal"] = ["seen", "seen", "seen", "seen"],
        ["ChangeMediaTags"] = ["read-only", "done", "read-only", "done"],
        ["ListLibraryMedia"] = ["nothing", "nothing", "seen", "seen"],
        ["GetAlbum"] = ["seen", "seen", "nothing", "nothing"],
        ["ListAlbumMedia"] = ["seen", "seen", "nothing", "nothing"],
        ["ChangeAlbum"] = ["read-only", "done", "nothing", "nothing"],
        ["AddToAlbum"] = ["read-only", "done", "nothing", "nothing"],
        ["RemoveFromAlbum"] = ["read-only", "done", "nothing", "nothing"],
        ["MoveInAlbum"] = ["read-only", "done", "nothing", "nothing"],
        ["DeleteAlbum"] = ["owners-only", "owners-only", "nothing", "nothing"],
        ["ListShared"] = ["seen", "seen", "seen", "seen"],
        ["ChangeShare"] = ["owners-only", "owners-only", "owners-only", "owners-only"],
        ["EndShare"] = ["done", "done", "done", "done"],
    };

    [Fact]
    public async Task EveryOperation_GivesGuestsWhatTheirSharesSay_AndNobodyElseAnything()
    {
        var operations = (await OperationsAsync()).Where(operation => operation.Scopes.Count > 0).ToList();
        Assert.Empty(ForGuests.Keys.Except(operations.Select(operation => operation.Id)));
        var wrong = new List<string>();
        var calls = 0;

        foreach (var identity in (string[])[.. Guests, .. Nobodies])
        {
            var visit = await VisitAsync(identity);
            foreach (var operation in operations)
            {
                using var answer = await SendAsync(visit.Client, operation, visit.Data);
                calls++;
                if (await ProblemAsync(visit, operation, answer) is { } problem)
                    wrong.Add($"{identity}: {operation.Id}: {problem}");
                // What was done changes what the next one would find.
                if (Expected(identity, operation) == "done")
                {
                    visit.Client.Dispose();
                    visit = await VisitAsync(identity);
                }
            }
            visit.Client.Dispose();
        }

        var identities = Guests.Length + Nobodies.Length;
        TestContext.Current.TestOutputHelper?.WriteLine($"{operations.Count} operations × {identities} identities = {calls} calls");
        Assert.Empty(wrong);
        Assert.Equal(operations.Count * identities, calls);
    }

    [Fact]
    public void Handlers_ThatMayShowWhatIsShared_AreTheKnownOnes()
    {
        var handlers = typeof(VisibleScope).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Endpoints", StringComparison.Ordinal))
            .Where(type => type.GetMethods(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
                .Any(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(VisibleScope))))
            .Select(type => type.Name);

        Assert.Equal(
            [
                "AlbumEndpoints", "CoveredExportEndpoints", "LibraryEndpoints", "MediaEndpoints", "MediaFileEndpoints", "MediaTagEndpoints",
                "ShareEndpoints",
            ],
            handlers.Order(StringComparer.Ordinal));
    }

    private static string Expected(string identity, Operation operation) => identity switch
    {
        "nobody" or "disabled guest" => "unauthorized",
        _ when operation.IsForAdmins && identity != "admin" => "admins-only",
        _ when Array.IndexOf(Guests, identity) is var guest and >= 0 && ForGuests.TryGetValue(operation.Id, out var given) => given[guest],
        _ => "nothing",
    };

    private static async Task<string?> ProblemAsync(Visit visit, Operation operation, HttpResponseMessage answer)
    {
        var expected = Expected(visit.Identity, operation);
        var text = answer.Headers + await answer.Content.ReadAsStringAsync(Token);
        // An entry about a share is for both, and for admins, and outlives the share.
        var shown = (expected, operation.Id, visit.Identity) switch
        {
            ("seen", _, _) => visit.Shared,
            (_, "ListAudit", "admin") => [visit.Data.AlbumId.ToString()],
            (_, "ListAudit", _) => visit.Shared,
            // Admins look after the folders of the house.
            (_, "ListHouseLibraries", "admin") => [visit.Data.LibraryId.ToString()],
            _ => [],
        };
        // Nor is it told what one has said oneself.
        var said = JsonSerializer.Serialize(visit.Data.Bodies.GetValueOrDefault(operation.Id)) + operation.Fill(visit.Data);
        if (visit.Data.Secrets.Except(shown).Where(secret => !said.Contains(secret, StringComparison.Ordinal)).FirstOrDefault(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)) is { } secret)
            return $"tells {secret}";
        var mayTellPaths = operation.Id == "ListHouseLibraries" && visit.Identity == "admin";
        if (text.Contains("\"Mia\"", StringComparison.Ordinal) || text.Contains("It broke", StringComparison.Ordinal)
            || (!mayTellPaths && text.Contains("private-place", StringComparison.Ordinal)))
            return "tells a name, an error or a path";
        var isRight = expected switch
        {
            "unauthorized" => answer.StatusCode == HttpStatusCode.Unauthorized,
            "admins-only" => Is(HttpStatusCode.Forbidden, "admins-only"),
            "read-only" => Is(HttpStatusCode.Forbidden, "read-only"),
            "owners-only" => Is(HttpStatusCode.Forbidden, "owners-only"),
            "seen" => answer.StatusCode == HttpStatusCode.OK && visit.IsShownIn(operation.Id, text),
            "done" => answer.StatusCode == HttpStatusCode.NoContent,
            _ when operation.Path.Contains('{', StringComparison.Ordinal) || visit.Data.Bodies.ContainsKey(operation.Id) =>
                Is(HttpStatusCode.NotFound, "not-found"),
            _ => answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent,
        };
        return isRight ? null : $"{expected} was expected, {(int)answer.StatusCode} came: {text}";

        bool Is(HttpStatusCode status, string code) =>
            answer.StatusCode == status && text.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal);
    }

    private async Task<Visit> VisitAsync(string identity)
    {
        var data = await AddDataAsync();
        WriteThumbnail(data.MediaId);
        var user = await app.AddTokenUserAsync(identity == "admin");
        var client = identity == "nobody" ? app.Anonymous() : await app.WithTokenAsync(user);
        if (identity is "nobody" or "stranger" or "admin")
            return new Visit(identity, client, data, []);

        var shares = app.Get<ShareDirectory>();
        var terms = new ShareTerms(
            identity.EndsWith("writer", StringComparison.Ordinal) ? ShareAccess.Write : ShareAccess.Read, false, null,
            identity.EndsWith("date", StringComparison.Ordinal) ? DateTimeOffset.UtcNow.AddHours(1) : null);
        var (_, share) = identity.StartsWith("library", StringComparison.Ordinal)
            ? await shares.GiveLibraryAsync(data.Owner.Id, data.LibraryId, user.Name, terms, AuditActor.CommandLine, Token)
            : await shares.GiveAlbumAsync(data.Owner.Id, data.AlbumId, user.Name, terms, AuditActor.CommandLine, Token);
        switch (identity)
        {
            case "share taken back":
                await shares.EndAsync(data.Owner.Id, share!.Id, AuditActor.CommandLine, Token);
                break;
            case "share left":
                await shares.EndAsync(user.Id, share!.Id, AuditActor.CommandLine, Token);
                break;
            case "share ended by its date":
                await app.EndByDateAsync(share!.Id);
                break;
            case "guest of a disabled user":
                await app.Get<UserAdministration>().SetDisabledAsync(data.Owner.Id, true, AuditActor.CommandLine, Token);
                break;
            case "disabled guest":
                await app.Get<UserAdministration>().SetDisabledAsync(user.Id, true, AuditActor.CommandLine, Token);
                break;
        }
        Guid[] shared = share!.LibraryId is { } library
            ? [library, share.Id, data.MediaId]
            : [data.AlbumId, share.Id, data.MediaId];
        return new Visit(
            identity, client, data with { ShareId = share.Id, Secrets = [.. data.Secrets, share.Id.ToString()] }, [.. shared.Select(id => id.ToString()), data.TagId]);
    }

    /// <summary>An album with the file in it, which a guest may see.</summary>
    private async Task<(Guid Album, Guid Share, TestUser Guest)> ShareAlbumAsync(TestUser owner, Guid mediaId)
    {
        var edits = app.Get<AlbumEdits>();
        var album = await edits.CreateAsync(owner.Id, "Summer", null, Token);
        Assert.Equal(AlbumOutcome.Changed, await edits.AddAsync(owner.Id, album.Id, [mediaId], Token));
        var guest = await app.AddTokenUserAsync();
        var (_, share) = await app.Get<ShareDirectory>().GiveAlbumAsync(
            owner.Id, album.Id, guest.Name, new ShareTerms(ShareAccess.Read, true, null, null), AuditActor.CommandLine, Token);
        return (album.Id, share!.Id, guest);
    }

    private void WriteThumbnail(Guid mediaId)
    {
        using var database = app.Open();
        var name = Convert.ToHexStringLower(database.Media.Single(item => item.Id == mediaId).ContentHash!);
        var folder = Path.Combine(app.Home, "thumbnails", name[..2], name[2..4]);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}-640.webp"), "a small picture");
    }

    private sealed record Visit(string Identity, HttpClient Client, SeededData Data, string[] Shared)
    {
        /// <summary>Whether an answer really holds what it is to show.</summary>
        public bool IsShownIn(string operation, string text) => operation switch
        {
            "GetThumbnail" => text.Contains("a small picture", StringComparison.Ordinal),
            // Bytes without a name: the status says it.
            "GetOriginal" => true,
            _ => text.Contains(Data.MediaId.ToString(), StringComparison.Ordinal)
                || text.Contains(Data.ShareId.ToString(), StringComparison.Ordinal),
        };
    }
}
