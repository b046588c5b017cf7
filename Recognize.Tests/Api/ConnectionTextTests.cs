using Npgsql;
using Recognize.Api.Hosting;

namespace Recognize.Tests.Api;

public sealed class ConnectionTextTests
{
    [Fact]
    public void Parse_UnderstandsAnAddress()
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionText.Parse(
            "postgres://an%40na:s%2Fecret@db.home:5433/photos?sslmode=verify-full", passwordFile: null));

        Assert.Equal(("db.home", 5433, "photos"), (builder.Host, builder.Port, builder.Database));
        Assert.Equal(("an@na", "s/ecret", SslMode.VerifyFull), (builder.Username, builder.Password, builder.SslMode));
    }

    [Fact]
    public void Parse_UnderstandsAConnectionStringAndASocketFolder()
    {
        Assert.Contains("Host=db", ConnectionText.Parse("Host=db;Database=photos", null), StringComparison.Ordinal);
        Assert.Contains("Host=/run/pg", ConnectionText.Parse("postgresql:///photos?host=/run/pg", null), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TakesThePasswordFromAFile()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "from the file\n");

        var builder = new NpgsqlConnectionStringBuilder(ConnectionText.Parse("Host=db;Password=other", file));

        Assert.Equal("from the file", builder.Password);
        File.Delete(file);
    }

    [Theory]
    [InlineData("Hots=db;Password=hidden")]
    [InlineData("postgres://anna:hidden@db:port/photos")]
    [InlineData("postgres://anna:hidden@db/photos?unknown=1")]
    [InlineData("hidden")]
    public void Parse_NamesTheSettingButNotTheSecret_WhenTheTextIsWrong(string text)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => ConnectionText.Parse(text, passwordFile: null));

        Assert.Contains("RECOGNIZE_DATABASE", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", refusal.Message, StringComparison.Ordinal);
    }
}
