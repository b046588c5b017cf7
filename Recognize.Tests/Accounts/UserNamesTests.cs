using Recognize.Models.Accounts;

namespace Recognize.Tests.Accounts;

public sealed class UserNamesTests
{
    [Theory]
    [InlineData("anna")]
    [InlineData("Anna-Lena O'Hara")]
    [InlineData("žofie_2@home.example")]
    [InlineData("अनिता")]
    [InlineData("李")]
    public void Problem_IsNull_WhenTheNameIsFine(string name) => Assert.Null(UserNames.Problem(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(" anna")]
    [InlineData("anna ")]
    [InlineData("an\nna")]
    [InlineData("an\u202Ena")]
    [InlineData("an\u200Bna")]
    [InlineData("anna/..")]
    [InlineData("...")]
    [InlineData("\ud800")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Problem_IsASentence_WhenTheNameIsRefused(string? name) =>
        Assert.EndsWith(".", UserNames.Problem(name), StringComparison.Ordinal);

    [Fact]
    public void Normalize_IsTheSame_ForNamesThatLookTheSame() =>
        Assert.Equal(UserNames.Normalize("Jose\u0301"), UserNames.Normalize("JOS\u00c9"));

    [Fact]
    public void Create_MakesReadablePasswordsThatDiffer()
    {
        var passwords = Enumerable.Range(0, 1000).Select(_ => OneTimePassword.Create()).ToList();

        Assert.All(passwords, password => Assert.Matches("^([2-9a-hj-km-np-tv-z]{4}-){3}[2-9a-hj-km-np-tv-z]{4}$", password));
        Assert.Equal(passwords.Count, passwords.Distinct().Count());
    }
}
