using Recognize.Models.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Places;

public sealed class NameTableTests
{
    private const string Head = "code\ten\tde\tfr\tes\tit\tnl\tpt\tpl\n";

    [Fact]
    public void Read_LeavesOutNames_ThatAreTheEnglishOne()
    {
        var table = NameTable.Read($"{Head}AT\tAustria\tÖsterreich\tAutriche\t\t\tOostenrijk\tÁustria\t\n", "code");

        Assert.Equal(["en", "de", "fr", "nl", "pt"], table["AT"].Keys);
        Assert.Equal("Österreich", table["AT"]["de"]);
    }

    [Theory]
    [InlineData("AT\tAustria\t\t\t\t\t\t\n", "fields")]
    [InlineData("AT\t\tÖsterreich\t\t\t\t\t\t\n", "English")]
    [InlineData("AT\tAustria\tAustria\t\t\t\t\t\t\n", "repeat")]
    [InlineData("AT\tAustria\t\t\t\t\t\t\t\nAT\tAustria\t\t\t\t\t\t\t\n", "twice")]
    public void Read_RefusesABadLine_AndSaysWhatIsWrong(string lines, string expected)
    {
        var error = Assert.Throws<FormatException>(() => NameTable.Read(Head + lines, "code"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RefusesOtherColumns()
    {
        Assert.Throws<FormatException>(() => NameTable.Read("code\tde\ten\tfr\tes\tit\tnl\tpt\tpl\n", "code"));
    }
}
