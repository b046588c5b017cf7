using Recognize.Worker.CommandLine;

namespace Recognize.Tests.CommandLine;

public sealed class OutputTests
{
    [Theory]
    [InlineData("Zo\u00eb \ud83d\ude00.jpg", "Zo\u00eb \ud83d\ude00.jpg")]
    [InlineData("a\nb\u001b[2J", "a\\x0ab\\x1b[2J")]
    [InlineData("gpj.\u202eanna", "gpj.\\x202eanna")]
    [InlineData("a\u2066b\u2028c", "a\\x2066b\\x2028c")]
    public void Printable_ShowsWhatWouldBreakTheLine(string name, string shown) => Assert.Equal(shown, Output.Printable(name));
}
