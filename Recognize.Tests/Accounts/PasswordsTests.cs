using Recognize.Models.Accounts;

namespace Recognize.Tests.Accounts;

public sealed class PasswordsTests
{
    [Theory]
    [InlineData("too short")]
    [InlineData("1234567890")]
    [InlineData("Qwertyuiop")]
    [InlineData("password123")]
    [InlineData("PASSWORD2024!")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abcabcabcabc")]
    [InlineData("iloveyou!!")]
    [InlineData("the old password")]
    public void Problem_SaysWhyAPasswordIsRefused(string password) =>
        Assert.NotNull(Passwords.Problem(password, "the old password"));

    [Theory]
    [InlineData("long enough")]
    [InlineData("password manager entry")]
    [InlineData("k7wm-x2qd-9pfh-3tzr")]
    [InlineData("zwölf Boxkämpfer")]
    public void Problem_IsNone_ForOthers(string password) =>
        Assert.Null(Passwords.Problem(password, "the old password"));

    [Fact]
    public void Problem_RefusesWhatCostsTooMuchToHash() =>
        Assert.NotNull(Passwords.Problem(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i:000}")), ""));
}
