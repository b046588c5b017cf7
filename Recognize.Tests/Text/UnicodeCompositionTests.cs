using System.Text;
using Npgsql;
using Recognize.Models.Text;
using Recognize.Tests.Support;

namespace Recognize.Tests.Text;

/// <summary>Compared with Postgres, which brings the data of Unicode.</summary>
public sealed class UnicodeCompositionTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("Mu\u0308ller", "M\u00fcller")]
    [InlineData("\u212b", "\u00c5")]
    [InlineData("a\u0323\u0302", "\u1ead")]
    [InlineData("a\u0302\u0323", "\u1ead")]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")]
    [InlineData("\u304b\u3099", "\u304c")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("\u0915\u093c", "\u0915\u093c")]
    [InlineData("caf\u00e9 \ud83d\ude00", "caf\u00e9 \ud83d\ude00")]
    [InlineData("", "")]
    public void Compose_PutsLettersAndMarksTogether(string text, string composed) =>
        Assert.Equal(composed, UnicodeComposition.Compose(text));

    [Fact]
    public async Task Compose_DoesWithEveryCharacterAsPostgresDoes()
    {
        var characters = Enumerable.Range(1, 0x10FFFF).Where(Rune.IsValid).Select(value => new Rune(value).ToString()).ToArray();

        await ShouldAgreeAsync(characters);
        await ShouldAgreeAsync([.. characters.Select(character => $"a{character}\u0301")]);
    }

    [Fact]
    public async Task Compose_DoesWithDecomposedAndMixedTextAsPostgresDoes()
    {
        var random = new Random(1);
        int[] starts = [0x41, 0xC0, 0x300, 0x323, 0x391, 0x410, 0x5D0, 0x5B0, 0x627, 0x64B, 0x915, 0x93C, 0x9C7, 0xDD9, 0x1100, 0x1161, 0x11A8, 0xAC00, 0x1E00, 0x1F00, 0x304B, 0x3099, 0xF900, 0x110A5];
        var texts = Enumerable.Range(0, 100_000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 8))
            .Select(_ => new Rune(starts[random.Next(starts.Length)] + random.Next(24)).ToString()))).ToArray();

        await ShouldAgreeAsync(texts);
        await ShouldAgreeAsync(await NormalizedAsync(texts, "NFD"));
    }

    [Fact]
    public void Compose_ReplacesHalfAPair() => Assert.Equal("x\ufffd", UnicodeComposition.Compose("x" + (char)0xD83D));

    [Fact]
    public void Compose_TakesAMillionMarksInItsStride()
    {
        var marks = string.Concat(Enumerable.Range(0, 500_000).Select(_ => "\u0301\u0323"));

        var composed = UnicodeComposition.Compose("a" + marks);

        Assert.Equal(1_000_000, composed.Length);
        Assert.StartsWith("\u1ea1\u0323", composed, StringComparison.Ordinal);
    }

    private async Task ShouldAgreeAsync(string[] texts)
    {
        var expected = await NormalizedAsync(texts, "NFC");
        var differing = texts.Index().Where(text => UnicodeComposition.Compose(text.Item) != expected[text.Index])
            .Select(text => string.Join(' ', text.Item.EnumerateRunes().Select(rune => $"{rune.Value:X4}"))).Take(20);
        Assert.Empty(differing);
    }

    private async Task<string[]> NormalizedAsync(string[] texts, string form)
    {
        await using var connection = new NpgsqlConnection(await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $"SELECT normalize(text, {form}) FROM unnest($1::text[]) WITH ORDINALITY AS given (text, place) ORDER BY place", connection);
        command.Parameters.Add(new() { Value = texts });
        var normalized = new List<string>(texts.Length);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            normalized.Add(reader.GetString(0));
        return [.. normalized];
    }
}
