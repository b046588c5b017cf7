using System.Globalization;
using Recognize.Models.Jobs;

namespace Recognize.Tests.Jobs;

public sealed class QuietWindowTests
{
    [Theory]
    [InlineData("22:00-06:00", "2026-03-02 23:30", "2026-03-03 06:00")]
    [InlineData("22:00-06:00", "2026-03-03 05:59", "2026-03-03 06:00")]
    [InlineData("22:00-06:00", "2026-03-03 06:00", null)]
    [InlineData("22:00-06:00", "2026-03-03 21:59", null)]
    [InlineData("8:00-17:00", "2026-03-03 08:00", "2026-03-03 17:00")]
    // The 6th of March 2026 is a Friday: its window goes on into Saturday, Saturday has none of its own.
    [InlineData("Mon-Fri 22:00-06:00", "2026-03-07 03:00", "2026-03-07 06:00")]
    [InlineData("Mon-Fri 22:00-06:00", "2026-03-07 23:00", null)]
    [InlineData("Sat,Sun 00:00-24:00", "2026-03-07 12:00", "2026-03-08 00:00")]
    [InlineData("Fri-Mon 12:00-13:00", "2026-03-08 12:30", "2026-03-08 13:00")]
    public void EndOf_TellsTheEndOfTheWindow_OnlyWithin(string window, string at, string? end)
    {
        var expected = end is null ? (DateTime?)null : DateTime.Parse(end, CultureInfo.InvariantCulture);

        Assert.Equal(expected, QuietWindow.Parse(window).EndOf(DateTime.Parse(at, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("22:00-06:00", "22:00-06:00")]
    [InlineData(" sat,sun  0:00-24:00 ", "Sun,Sat 00:00-00:00")]
    [InlineData("Mon-Wed 22:00-06:00", "Mon,Tue,Wed 22:00-06:00")]
    public void ToString_IsReadAsTheSameWindow(string text, string expected)
    {
        var window = QuietWindow.Parse(text);

        Assert.Equal(expected, window.ToString());
        Assert.Equal(window, QuietWindow.Parse(window.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("22:00")]
    [InlineData("25:00-06:00")]
    [InlineData("22:00-06:00-07:00")]
    [InlineData("Someday 22:00-06:00")]
    [InlineData("Mon- 22:00-06:00")]
    [InlineData("Mon-Tue-Wed 22:00-06:00")]
    public void Parse_ShowsHowToWriteIt_WhenItCannotBeRead(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => QuietWindow.Parse(text));

        Assert.Contains("Mon-Fri 22:00-06:00", refusal.Message, StringComparison.Ordinal);
    }
}
