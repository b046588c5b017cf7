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
    [InlineData("file;label\n1.jpg;a, b\n")]
    [InlineData("FILE\tLabel\n1.jpg\ta, b")]
    [InlineData("label, file\r\n\"a, b\", \"1.jpg\"\r\n")]
    [InlineData("\uFEFF\"file\",\"label\"\n 1.jpg , \"a, b\" \n")]
    [InlineData("file,label\r./1.jpg,\"a, b\"\r")]
    public void Read_TakesTables_AsSpreadsheetsWriteThem(string content) =>
        Assert.Equal([["1.jpg", "a, b"]], Read(content, "file", "label"));

    [Theory]
    [InlineData(@"Anna Berg\1.jpg", "Anna Berg/1.jpg")]
    [InlineData(@".\Anna\1.jpg", "Anna/1.jpg")]
    [InlineData("./Anna/1.jpg", "Anna/1.jpg")]
    [InlineData("/photos/1.jpg", "/photos/1.jpg")]
    [InlineData(@"Anna/back\slash.jpg", @"Anna/back\slash.jpg")]
    public void Read_TakesNamesOfFiles_FromOtherSystems(string written, string expected) =>
        Assert.Equal([[expected, @"a\b"]], Read($"file,label\n{written},a\\b\n", "file", "label"));

    [Fact]
    public void RequireAny_NamesWhatIsNotThere_WhenAllIsAbsent()
    {
        _folder.Write("a.jpg", [1]);
        var folder = Path.GetDirectoryName(_folder["a.jpg"])!;

        LabelFile.RequireAny(folder, ["none.jpg", "a.jpg"], "labels.csv");
        var refused = Assert.Throws<FormatException>(() => LabelFile.RequireAny(folder, ["x/none.jpg", "b.jpg"], "labels.csv"));

        Assert.Contains("None of the 2 files", refused.Message, StringComparison.Ordinal);
        Assert.Contains("x/none.jpg", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("file,label\na,b\nc,\"d\ne,f\n", "line 3, has a quote")]
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
