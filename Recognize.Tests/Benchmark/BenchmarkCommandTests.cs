using Recognize.Worker.CommandLine;

namespace Recognize.Tests.Benchmark;

/// <summary>The command as it is typed; what it measures is tested part by part.</summary>
public sealed class BenchmarkCommandTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--rounds 5 --json")]
    [InlineData("--count 200")]
    [InlineData("--images photos --count 1 --rounds 1 --limits")]
    public void Parse_TakesWhatIsLeftOut_FromTheDefaults(string line) =>
        Assert.Empty(BenchmarkCommand.Create(new Output(TextWriter.Null)).Parse(line).Errors);

    [Theory]
    [InlineData("--count 0")]
    [InlineData("--rounds 0")]
    [InlineData("--count -3 --rounds 2")]
    public void Parse_RefusesWhatIsBelowOne(string line) =>
        Assert.Contains(
            "at least 1", Assert.Single(BenchmarkCommand.Create(new Output(TextWriter.Null)).Parse(line).Errors).Message,
            StringComparison.Ordinal);
}
