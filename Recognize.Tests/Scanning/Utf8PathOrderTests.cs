using Npgsql;
using Recognize.Tests.Support;
using Recognize.Worker.Scanning;

namespace Recognize.Tests.Scanning;

public sealed class Utf8PathOrderTests(PostgresFixture postgres)
{
    // Neighbours in one order that are far apart in the other: the end of the basic plane against pairs, pairs that
    // share a first or a second half, combining marks, control characters and both slashes.
    private static readonly string[] Pieces =
    [
        "a", "A", "b", "-", ".", "/", "0", " ", "\n", "\t", "\\", "_", "~", "\u007f", "\u0080", "é", "e\u0301", "ß", "İ",
        "\u07ff", "\u0800", "漢", "\ud7ff", "\ue000", "\uff21", "\ufffd", "\uffff", "\U00010000", "\U0001F600",
        "\U0001F601", "\U0001FA00", "\U0010FFFF", "👩\u200d👧",
    ];

    [Fact]
    public async Task Compare_OrdersAsTheServerDoesUnderCollationC()
    {
        var token = TestContext.Current.CancellationToken;
        var random = new Random(20240501);
        var texts = Enumerable.Range(0, 6_000)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pieces[random.Next(Pieces.Length)])))
            .Concat(Pieces)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(token));
        await using var command = source.CreateCommand(
            """SELECT array_agg(x ORDER BY x COLLATE "C") FROM unnest($1) AS t (x)""");
        command.Parameters.Add(new() { Value = texts });

        var expected = (string[])(await command.ExecuteScalarAsync(token))!;
        var actual = texts.Order(Utf8PathOrder.Instance).ToArray();

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Compare_DiffersFromUtf16Order_BeyondTheBasicPlane()
    {
        var order = Utf8PathOrder.Instance.Compare("\uff21", "\U0001F600");

        Assert.True(order < 0);
        Assert.True(string.CompareOrdinal("\uff21", "\U0001F600") > 0);
    }

    [Theory]
    [InlineData("a", "a", 0)]
    [InlineData("a", "ab", -1)]
    [InlineData("a-b", "a/b", -1)]
    [InlineData("a b/x", "a/x", -1)]
    [InlineData("\U0001F600", "\U0001F601", -1)]
    [InlineData("\U0001F600", "\U0001FA00", -1)]
    [InlineData(null, "", -1)]
    [InlineData("", null, 1)]
    public void Compare_IsSignedAndSymmetric(string? x, string? y, int sign)
    {
        Assert.Equal(sign, Math.Sign(Utf8PathOrder.Instance.Compare(x, y)));
        Assert.Equal(-sign, Math.Sign(Utf8PathOrder.Instance.Compare(y, x)));
    }
}
