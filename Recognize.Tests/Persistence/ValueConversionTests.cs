using Npgsql;
using Recognize.Models.Persistence;
using Recognize.Tests.Support;

namespace Recognize.Tests.Persistence;

public sealed class PostgresTimeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task FromTicks_GivesTimesThatTheServerKeepsAsTheyAre()
    {
        var token = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(token));
        long[] ticks = [long.MinValue, -1, 0, 1, DateTime.UnixEpoch.Ticks, DateTime.MaxValue.Ticks, long.MaxValue];
        var times = ticks.Select(PostgresTime.FromTicks).ToArray();
        await using var command = source.CreateCommand(
            "SELECT array_agg(t ORDER BY i) FILTER (WHERE isfinite(t)) FROM unnest($1) WITH ORDINALITY AS x (t, i)");
        command.Parameters.Add(new() { Value = times });

        var stored = (DateTime[])(await command.ExecuteScalarAsync(token))!;

        Assert.Equal(times.Select(time => time.UtcDateTime), stored);
        Assert.Equal(DateTime.UnixEpoch, times[4].UtcDateTime);
        Assert.Equal(times.Order(), times);
    }
}

public sealed class EmbeddingBytesTests
{
    [Fact]
    public void From_WritesLittleEndianFloats() =>
        Assert.Equal(new byte[] { 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0 }, EmbeddingBytes.From([1f, -2f]));

    [Fact]
    public void ToVector_GivesBackEveryValue()
    {
        float[] vector = [0f, -0f, 1f, float.Epsilon, float.MaxValue, float.NegativeInfinity, 0.1f];

        var back = EmbeddingBytes.ToVector(EmbeddingBytes.From(vector));

        Assert.Equal(vector.Select(BitConverter.SingleToInt32Bits), back.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void ToVector_RefusesHalfAFloat() =>
        Assert.Throws<ArgumentException>(() => EmbeddingBytes.ToVector(new byte[6]));
}

public sealed class SnakeCaseNamesTests
{
    [Theory]
    [InlineData("Id", "id")]
    [InlineData("RelativePath", "relative_path")]
    [InlineData("TakenAtOffsetMinutes", "taken_at_offset_minutes")]
    [InlineData("X", "x")]
    [InlineData("IPAddress", "ipaddress")]
    public void ToSnakeCase_SetsWordsApart(string name, string expected) =>
        Assert.Equal(expected, SnakeCaseNames.ToSnakeCase(name));
}
