using System.CommandLine;
using Recognize.Worker.CommandLine;

namespace Recognize.Tests.CommandLine;

public sealed class OptionChecksTests
{
    [Theory]
    [InlineData("--count 3", null)]
    [InlineData("", null)]
    [InlineData("--count 0", "too few")]
    [InlineData("--count many", "Cannot parse argument 'many'")]
    [InlineData("--count", "Required argument missing")]
    public void Check_LeavesOneError_WhateverIsWrong(string line, string? expected)
    {
        var option = new Option<int>("--count") { DefaultValueFactory = _ => 1 };
        option.Check(value => value < 1 ? "too few" : null);

        var errors = new RootCommand { option }.Parse(line).Errors.Select(error => error.Message).ToList();

        if (expected is null)
            Assert.Empty(errors);
        else
            Assert.Contains(expected, Assert.Single(errors), StringComparison.Ordinal);
    }
}
