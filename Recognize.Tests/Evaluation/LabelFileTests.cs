using Recognize.Tests.Media;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Evaluation;

public sealed class LabelFileTests : IDisposable
{
    private readonly MediaFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_GivesTheColumnsAskedFor_WhateverTheirOrder()
    {
        var rows = Read("label,File,more\r\n\"a, \"\"b\"\"\",1.jpg,x\r\n\r\n\"two\nlines\",2.jpg,y", "file", "label");

        Assert.Equal([["1.jpg", "a, \"b\""], ["2.jpg", "two\nlines"]], rows);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("file,person\na,b\n", "no column 'label'")]
    [InlineData("file,label\na,b\n\nc\n", "line 4")]
    public void Read_SaysWhatIsWrong(string content, string message)
    {
        var failure = Assert.Throws<FormatException>(() => Read(content, "file", "label"));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamesTheFile_WhenItIsNotThere()
    {
        var failure = Assert.Throws<FormatException>(() => LabelFile.Read(_folder["none.csv"], "file"));

        Assert.Contains("none.csv", failure.Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<string[]> Read(string content, params string[] columns)
    {
        _folder.Write("labels.csv", System.Text.Encoding.UTF8.GetBytes(content));
        return LabelFile.Read(_folder["labels.csv"], columns);
    }
}
