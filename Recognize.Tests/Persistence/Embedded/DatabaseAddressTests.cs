using Npgsql;
using Recognize.Models.Persistence.Embedded;

namespace Recognize.Tests.Persistence.Embedded;

public sealed class DatabaseAddressTests
{
    [Fact]
    public void Parse_ReadsEveryPart_OfAPostgresAddress()
    {
        var parsed = Parse("postgres://me%40home:p%3Aw%2F1@db.lan:6543/photo%20library?sslmode=verify-full");

        Assert.Equal("db.lan", parsed.Host);
        Assert.Equal(6543, parsed.Port);
        Assert.Equal("photo library", parsed.Database);
        Assert.Equal("me@home", parsed.Username);
        Assert.Equal("p:w/1", parsed.Password);
        Assert.Equal(SslMode.VerifyFull, parsed.SslMode);
    }

    [Fact]
    public void Parse_KeepsWhatItSays_OfAConnectionString()
    {
        var parsed = Parse("Host=/run/postgresql;Database=recognize;Username=me;Maximum Pool Size=7");

        Assert.Equal("/run/postgresql", parsed.Host);
        Assert.Equal(7, parsed.MaxPoolSize);
        Assert.Equal("recognize", parsed.ApplicationName);
    }

    [Theory]
    [InlineData("postgres://me@db/recognize")]
    [InlineData("Host=db;Username=me;Password=of the string")]
    public void Parse_TakesTheFilesPassword_WhenThereIsAFile(string address)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "of the file\n");

        var parsed = Parse(address, file);

        Assert.Equal("of the file", parsed.Password);
        File.Delete(file);
    }

    [Theory]
    [InlineData("just words and hunter2")]
    [InlineData("postgres://me:hunter2@db:notaport/x")]
    [InlineData("postgres://me:hunter2@db/x?service=elsewhere")]
    [InlineData("Username=me;Password=hunter2")]
    public void Parse_NamesTheSettingAndNotThePassword_WhenItCannotBeUnderstood(string address)
    {
        var error = Assert.Throws<FormatException>(() => DatabaseAddress.Parse(address, passwordFile: null));

        Assert.Contains("RECOGNIZE_DATABASE", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NamesThePasswordFile_WhenItIsNotThere()
    {
        var error = Assert.Throws<FormatException>(() => DatabaseAddress.Parse("Host=db", "/nowhere/at-all"));

        Assert.Contains("/nowhere/at-all", error.Message, StringComparison.Ordinal);
    }

    private static NpgsqlConnectionStringBuilder Parse(string address, string? passwordFile = null) =>
        new(DatabaseAddress.Parse(address, passwordFile));
}
