using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Recognize.Models.Library;
using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Tests.Api;

public sealed class SearchTests(RecognizeApp app) : IClassFixture<RecognizeApp>, IAsyncLifetime
{
    private SharedHouse _house = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await SharedHouse.AddAsync(app);
        await using var database = app.Open();
        await database.Database.ExecuteSqlAsync(
            $$"""
            INSERT INTO tags (id, kind, name, names, parent_id) VALUES
                ('animal', 0, 'Animal', '{"en": "Animal", "de": "Tier", "fr": "Animal"}', NULL),
                ('dog', 0, 'Dog', '{"en": "Dog", "de": "Hund", "fr": "Chien"}', 'animal'),
                ('golden-retriever', 0, 'Golden retriever', '{"en": "Golden retriever"}', 'dog'),
                ('beach', 0, 'Beach', '{"en": "Beach", "de": "Strand"}', NULL),
                ('wild-dog', 0, 'Wild dog', '{"en": "Wild dog", "de": "Wildhund"}', 'animal'),
                ('city:zurich', 2, 'Zurich', '{"en": "Zurich", "de": "Zürich"}', NULL),
                ('people', 0, 'People', '{"en": "People"}', NULL)
            ON CONFLICT (id) DO UPDATE SET names = excluded.names, name = excluded.name, kind = excluded.kind
            """,
            Token);
    }

    public ValueTask DisposeAsync()
    {
        _house.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("dog")]
    [InlineData("dogs")]
    [InlineData("Hund")]
    [InlineData("hunde")]
    [InlineData("CHIEN")]
    [InlineData("\"Dog\"")]
    [InlineData("tag:dog")]
    public async Task Search_FindsATag_ByItsNameInAnyLanguage(string query)
    {
        var dog = await AddAsync("dog");
        await AddAsync("beach");

        var found = await SearchAsync(query);

        Assert.Equal([Id(dog)], found.Ids());
        Assert.Equal("tag", Reading(found, 0));
    }

    [Fact]
    public async Task Search_FindsATagBySynonym_AndWhatStandsBelow_ByItsParent()
    {
        var wolf = await AddAsync("wild-dog", "animal");
        var retriever = await AddAsync("golden-retriever", "dog", "animal");

        Assert.Equal([Id(wolf)], (await SearchAsync("jackal")).Ids());
        Assert.Equal([Id(retriever)], (await SearchAsync("retriever")).Ids());
        Assert.Equal([Id(retriever)], (await SearchAsync("golden retriever")).Ids());
        Assert.Equal(Sorted(wolf, retriever), (await SearchAsync("tier")).Ids().Order());
    }

    [Fact]
    public async Task Search_WithSeveralPeople_FindsThoseWithAllOfThem()
    {
        var (anna, ben) = (await _house.Library.AddPersonAsync("Anna Schmidt"), await _house.Library.AddPersonAsync("Ben"));
        var (both, one) = (await _house.Library.AddAsync(), await _house.Library.AddAsync());
        await _house.Library.AddFaceAsync(both, anna);
        await _house.Library.AddFaceAsync(both, ben);
        await _house.Library.AddFaceAsync(one, anna);

        Assert.Equal([Id(both)], (await SearchAsync("anna ben")).Ids());
        Assert.Equal(Sorted(both, one), (await SearchAsync("anna schmidt")).Ids().Order());
        Assert.Equal([Id(one)], (await SearchAsync("anna -ben")).Ids());
        Assert.Equal([Id(one)], (await SearchAsync("person:\"anna schmidt\" -person:Ben")).Ids());
    }

    [Fact]
    public async Task Search_DoesNotKnowPeople_WhoAreHiddenOrIgnored()
    {
        var hidden = await _house.Library.AddPersonAsync("Mallory", isHidden: true);
        await _house.Library.AddFaceAsync(await _house.Library.AddAsync(), hidden);

        var found = await SearchAsync("mallory");

        Assert.Empty(found.Ids());
        Assert.True(found.GetProperty("parts")[0].GetProperty("isUnknown").GetBoolean());
    }

    [Fact]
    public async Task Search_CombinesPeopleTagsAndDates()
    {
        var anna = await _house.Library.AddPersonAsync("Anna");
        var wanted = await _house.Library.AddAsync(sortAt: At(2019, 7));
        var later = await _house.Library.AddAsync(sortAt: At(2020, 7));
        var dry = await _house.Library.AddAsync(sortAt: At(2019, 7));
        foreach (var item in (MediaItem[])[wanted, later, dry])
            await _house.Library.AddFaceAsync(item, anna);
        await _house.Library.AddTagAsync(wanted, "beach");
        await _house.Library.AddTagAsync(later, "beach");

        var found = await SearchAsync("anna strand juli 2019");

        Assert.Equal([Id(wanted)], found.Ids());
        Assert.Equal(["person", "tag", "date"], found.GetProperty("parts").EnumerateArray()
            .Select(part => part.GetProperty("reading").GetProperty("kind").GetString()));
        Assert.Equal("juli 2019", found.GetProperty("parts")[2].GetProperty("source").GetString());
        Assert.Equal((1, true), (found.GetProperty("total").GetInt32(), found.GetProperty("isTotalExact").GetBoolean()));
    }

    [Fact]
    public async Task Search_LeavesOut_WhatASignExcludes_AndTagsThatWereRemoved()
    {
        var (plain, wet, removed) = (await AddAsync("dog"), await AddAsync("dog", "beach"), await AddAsync("dog"));
        await _house.Library.AddTagAsync(removed, "dog", TagSource.User, isRemoved: true);

        Assert.Equal([Id(plain)], (await SearchAsync("dog -beach")).Ids());
        Assert.Equal(Sorted(plain, removed), (await SearchAsync("-beach")).Ids().Order());
        Assert.Equal(Sorted(plain, wet), (await SearchAsync("dog")).Ids().Order());
    }

    [Fact]
    public async Task Search_ForNoPeople_FindsFilesWithoutFacesAndPeople()
    {
        var (alone, face, back) = (await AddAsync("dog"), await AddAsync("dog"), await AddAsync("dog", "people"));
        await _house.Library.AddFaceAsync(face, person: null);

        var found = await SearchAsync("\"no people\" dog");

        Assert.Equal([Id(alone)], found.Ids());
        Assert.Equal("nobody", Reading(found, 0));
        Assert.Equal(Sorted(face, back), (await SearchAsync("-\"no people\" dog")).Ids().Order());
    }

    /// <summary>
    /// Parts that each have thousands of files: found by their ids where few files have all of them, by the time line where
    /// many have, and counted no further than is promised.
    /// </summary>
    [Fact]
    public async Task Search_OfFrequentParts_FindsExactlyTheFilesThatHaveAll()
    {
        await AddManyAsync();
        (string Query, Func<int, bool> IsWanted)[] cases =
        [
            ("dog beach", n => n % 1000 == 0),
            ("anna beach", n => n % 1000 == 0),
            ("dog beach animal", n => n % 1000 == 0 && n % 3 != 0),
            ("dog beach -anna", _ => false),
            ("\"no people\" dog -beach", _ => false),
            ("\"no people\" animal -beach", n => n == 4001),
            ("beach 2024-02", n => n is >= 744 and < 1440 && (n % 2 == 1 || n % 1000 == 0)),
            ("photo 2024-02", n => n is >= 744 and < 1440),
            ("-dog -beach", n => n == 4001),
            ("anna dog beach many", n => n % 1000 == 0),
            ("dog animal", n => n % 2 == 0 && n % 3 != 0),
            ("anna dog", n => n % 2 == 0),
            ("dog -animal", n => n % 6 == 0),
        ];
        await using var database = app.Open();
        var files = await database.Media.Where(item => item.LibraryId == _house.Library.Id && item.RemovedAt == null)
            .OrderByDescending(item => item.SortAt).Select(item => new { item.Id, item.RelativePath }).ToListAsync(Token);
        foreach (var (query, isWanted) in cases)
        {
            var expected = files.Where(file => isWanted(int.Parse(file.RelativePath[5..^4], CultureInfo.InvariantCulture)))
                .Select(file => file.Id.ToString()).ToList();

            var found = await SearchAsync(query);
            var ids = await _house.Client.AllIdsAsync($"/api/search?q={Uri.EscapeDataString(query)}&limit=200");

            Assert.True(expected.SequenceEqual(ids), $"{query} finds {ids.Count} instead of {expected.Count}, or in another order.");
            Assert.Equal(
                (query, Math.Min(expected.Count, 1000), expected.Count <= 1000),
                (query, found.GetProperty("total").GetInt32(), found.GetProperty("isTotalExact").GetBoolean()));
        }
    }

    /// <summary>An hour apart. Dogs and beaches are never together but on every thousandth; one is gone, and one file has nothing.</summary>
    private async Task AddManyAsync()
    {
        var anna = await _house.Library.AddPersonAsync("Anna");
        await using var database = app.Open();
        await database.Database.ExecuteSqlAsync(
            $$"""
            INSERT INTO media (id, library_id, owner_id, relative_path, kind, mime_type, size_bytes, modified_ticks, added_at, sort_at, warnings)
            SELECT gen_random_uuid(), id, owner_id, 'many-' || n || '.jpg', 0, 'image/jpeg', 1, 1, now(),
                timestamptz '2024-01-01 00:00Z' + n * interval '1 hour', '{}'
            FROM libraries, generate_series(0, 8999) n WHERE id = {{_house.Library.Id}};
            CREATE TEMP TABLE many ON COMMIT DROP AS
            SELECT id, owner_id, substring(relative_path FROM '[0-9]+')::int AS n FROM media WHERE library_id = {{_house.Library.Id}};
            INSERT INTO media_tags (media_id, tag_id, source, score, is_removed)
            SELECT id, 'dog', 0, 1, false FROM many WHERE n % 2 = 0
            UNION ALL SELECT id, 'beach', 0, 1, false FROM many WHERE n % 2 = 1 OR n % 1000 = 0
            UNION ALL SELECT id, 'animal', 0, 1, false FROM many WHERE n % 3 <> 0
            UNION ALL SELECT id, 'beach', 2, 1, true FROM many WHERE n = 4001
            UNION ALL SELECT id, 'beach', 1, 1, false FROM many WHERE n % 10 = 1;
            INSERT INTO faces (id, media_id, owner_id, x, y, width, height, landmarks, score, quality, embedding, pack_version,
                person_id, assigned_by, size_pixels, sharpness, frontality, grouped_at)
            SELECT gen_random_uuid(), id, owner_id, 0, 0, 1, 1, '{}', 1, 1, '', 'test', {{anna.Id}}, 2, 100, 1, 1, now()
            FROM many, generate_series(0, 1) twice WHERE n % 2 = 0 AND (twice = 0 OR n % 4 = 0);
            UPDATE media SET removed_at = now() WHERE library_id = {{_house.Library.Id}} AND relative_path = 'many-3000.jpg';
            """,
            Token);
    }

    [Fact]
    public async Task Search_FindsWords_InNamesOfFilesAndTitles_ButNotInFolders()
    {
        var named = await _house.Library.AddAsync("secret-folder/Grandma_Kitchen-0042.jpg");
        var titled = await AddAsync();
        await ChangeAsync(titled, item => item.Title = "Auf dem Matterhorn");

        Assert.Equal([Id(named)], (await SearchAsync("kitch")).Ids());
        Assert.Equal([Id(named)], (await SearchAsync("\"grandma kitchen\"")).Ids());
        Assert.Empty((await SearchAsync("\"kitchen grandma\"")).Ids());
        Assert.Equal([Id(titled)], (await SearchAsync("matterhorn")).Ids());
        Assert.Empty((await SearchAsync("secret")).Ids());
        Assert.Empty((await SearchAsync("jpg")).Ids());
    }

    [Fact]
    public async Task Search_FindsWords_HoweverTheirLettersAreComposed()
    {
        var fromMac = await _house.Library.AddAsync("Ausflug nach Mu\u0308nchen.jpg");
        var titled = await AddAsync();
        await ChangeAsync(titled, item => item.Title = "Caf\u00e9 am See");
        await _house.Library.AddTagAsync(titled, "keyword:bu\u0308hne");

        Assert.Equal([Id(fromMac)], (await SearchAsync("m\u00fcnchen")).Ids());
        Assert.Equal([Id(fromMac)], (await SearchAsync("\"nach mu\u0308nchen\"")).Ids());
        Assert.Equal([Id(titled)], (await SearchAsync("cafe\u0301")).Ids());
        Assert.Equal([Id(titled)], (await SearchAsync("tag:b\u00fchne")).Ids());
    }

    [Fact]
    public async Task Search_FindsCamerasAndKinds()
    {
        var (old, film) = (await AddAsync(), await _house.Library.AddAsync("film.mp4", kind: MediaKind.Video, mimeType: "video/mp4"));
        await ChangeAsync(old, item => (item.CameraMake, item.CameraModel) = ("NIKON CORPORATION", "NIKON D70"));

        Assert.Equal([Id(old)], (await SearchAsync("nikon d70")).Ids());
        Assert.Equal("camera", Reading(await SearchAsync("nikon"), 0));
        Assert.Equal([Id(film)], (await SearchAsync("videos")).Ids());
        Assert.Equal([Id(old)], (await SearchAsync("kind:photo")).Ids());
    }

    [Fact]
    public async Task Search_OffersOtherReadings_WhichCanBeAskedFor()
    {
        var beach = await _house.Library.AddPersonAsync("Beach");
        var (face, sand) = (await AddAsync(), await AddAsync("beach"));
        await _house.Library.AddFaceAsync(face, beach);

        var found = await SearchAsync("beach");
        var part = found.GetProperty("parts")[0];
        var other = part.GetProperty("others").EnumerateArray().Single(reading => reading.GetProperty("kind").GetString() == "tag");

        Assert.Equal([Id(face)], found.Ids());
        Assert.Equal([Id(sand)], (await SearchAsync(other.GetProperty("term").GetString()!)).Ids());
    }

    [Fact]
    public async Task Search_PagesWithoutGapsOrRepeats_WhileFilesAreAdded()
    {
        var files = new List<MediaItem>();
        for (var i = 0; i < 7; i++)
            files.Add(await AddAsync("dog"));

        var ids = await _house.Client.AllIdsAsync("/api/search?q=dog&limit=2", async _ => await AddAsync(At(2030, 1), "dog"));

        Assert.Equal(Sorted([.. files]), ids.Order());
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("'; DROP TABLE media; --")]
    [InlineData("tag:\"x' OR '1'='1\"")]
    [InlineData("{0} {1} %s $1 :* & | ! <-> \\")]
    [InlineData("\"' | '\":*")]
    [InlineData("person:')) OR true --")]
    [InlineData("\u0001 \ud83d \ud83d\udc36 ’ “x")]
    [InlineData("-")]
    public async Task Search_TakesAnythingForWords_AndFindsNothingByIt(string query)
    {
        await AddAsync("dog");

        using var answer = await _house.Client.GetAsync($"/api/search?q={Uri.EscapeDataString("zzz " + query)}", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty((await answer.ReadAsync()).Ids());
        using var suggested = await _house.Client.GetAsync($"/api/search/suggest?q={Uri.EscapeDataString(query)}", Token);
        Assert.Equal(HttpStatusCode.OK, suggested.StatusCode);
    }

    [Fact]
    public async Task Search_RefusesALongQuery()
    {
        using var answer = await _house.Client.GetAsync($"/api/search?q={new string('x', 401)}", Token);

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "bad-query");
    }

    [Fact]
    public async Task Search_KnowsNothingOfOthers()
    {
        using var other = await SharedHouse.AddAsync(app);
        var theirs = await other.Library.AddAsync("Holiday-Wedding.jpg");
        await other.Library.AddTagAsync(theirs, "dog");
        await other.Library.AddFaceAsync(theirs, await other.Library.AddPersonAsync("Zoe"));

        foreach (var query in (string[])["dog", "zoe", "wedding", "photo", "2024", "-beach"])
            Assert.Empty((await SearchAsync(query)).Ids());
        Assert.Empty(Labels(await SuggestAsync("zo")));
        Assert.Empty(Labels(await SuggestAsync("dog")));
    }

    [Fact]
    public async Task Suggest_CompletesTheLastWords_WithCountsAndKinds()
    {
        var zoe = await _house.Library.AddPersonAsync("Zoe Zimmer");
        var item = await AddAsync("city:zurich");
        await _house.Library.AddFaceAsync(item, zoe);
        await _house.Library.AddAsync("zoo-visit.jpg", At(2017, 1));

        var answer = await SuggestAsync("2019 -zo");
        var zurich = await SuggestAsync("Zür");

        Assert.Equal("2019 -", answer.GetProperty("kept").GetString());
        Assert.Equal(["Zoe Zimmer", "zo"], Labels(await SuggestAsync("x zo")).Append("zo").Distinct());
        Assert.Equal(item.Id, answer.GetProperty("items")[0].GetProperty("cover").GetProperty("mediaId").GetGuid());
        Assert.Equal("city:zurich", zurich.GetProperty("items")[0].GetProperty("tagId").GetString());
        Assert.Equal(1, zurich.GetProperty("items")[0].GetProperty("mediaCount").GetInt32());
        Assert.Contains("Zoe Zimmer", Labels(await SuggestAsync("zimm")));
        Assert.Contains("2017", Labels(await SuggestAsync("201")));
        Assert.Contains("zoo", Labels(await SuggestAsync("zoo")));
        Assert.Empty(Labels(await SuggestAsync("zoe ")));
    }

    private static DateTimeOffset At(int year, int month) => new(year, month, 15, 12, 0, 0, TimeSpan.Zero);

    private static string Id(MediaItem item) => item.Id.ToString();

    private static IEnumerable<string> Sorted(params MediaItem[] items) => items.Select(Id).Order();

    private static string? Reading(JsonElement found, int part) =>
        found.GetProperty("parts")[part].GetProperty("reading").GetProperty("kind").GetString();

    private static List<string> Labels(JsonElement found) =>
        [.. found.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("label").GetString()!)];

    private Task<MediaItem> AddAsync(params string[] tags) => AddAsync(At(2024, 5), tags);

    private async Task<MediaItem> AddAsync(DateTimeOffset sortAt, params string[] tags)
    {
        var item = await _house.Library.AddAsync($"{Guid.NewGuid():N}.jpg", sortAt);
        foreach (var tag in tags)
            await _house.Library.AddTagAsync(item, tag);
        return item;
    }

    private async Task ChangeAsync(MediaItem item, Action<MediaItem> change)
    {
        await using var database = app.Open();
        var row = await database.Media.AsTracking().SingleAsync(media => media.Id == item.Id, Token);
        change(row);
        await database.SaveChangesAsync(Token);
    }

    private Task<JsonElement> SearchAsync(string query) =>
        _house.Client.GetJsonAsync($"/api/search?q={Uri.EscapeDataString(query)}");

    private Task<JsonElement> SuggestAsync(string query) =>
        _house.Client.GetJsonAsync($"/api/search/suggest?q={Uri.EscapeDataString(query)}");
}
