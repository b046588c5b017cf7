using Recognize.Models.Packs.Own;

namespace Recognize.Tests.Packs.Own;

public sealed class LabelListTests
{
    [Theory]
    [InlineData("a.txt", "cat\ndog\n\n")]
    [InlineData("a.txt", "\uFEFFcat\r\ndog\r\n")]
    [InlineData("a.txt", "0 cat\n1 dog\n")]
    [InlineData("a.txt", "0:cat\n1: dog")]
    [InlineData("a.csv", "id,name\n0,cat\n1,dog\n")]
    [InlineData("a.csv", "1,dog\n0,cat\n")]
    [InlineData("a.csv", "name,id\n\"cat\",0\n\"dog\",1\n")]
    [InlineData("a.csv", "name\ncat\ndog")]
    public void Read_GivesTheNamesInOrder_WhateverTheForm(string fileName, string text)
    {
        Assert.Equal(["cat", "dog"], LabelList.Read(fileName, text).Names);
    }

    [Fact]
    public void Read_KeepsCommasAndQuotationMarks_WhenANameIsQuoted()
    {
        var labels = LabelList.Read("a.csv", "id,name\n0,\"Bridge of Sighs, Venice\"\n1,\"The \"\"Gherkin\"\"\"\n");

        Assert.Equal(["Bridge of Sighs, Venice", "The \"Gherkin\""], labels.Names);
    }

    [Theory]
    [InlineData("a.txt", "", "names no labels")]
    [InlineData("a.txt", "cat\n\ndog", "Label 1")]
    [InlineData("a.csv", "id,name\n0,cat\n2,dog\n", "2")]
    [InlineData("a.csv", "id,name\n0,cat\n0,dog\n", "twice")]
    [InlineData("a.csv", "number,word\n0,cat\n", "columns id and name")]
    [InlineData("a.csv", "id,name\n0\n1,dog\n", "no id and name")]
    public void Read_SaysWhatIsWrong_WhenTheLabelsCannotBeUsed(string fileName, string text, string expected)
    {
        var refused = Assert.Throws<ModelRefusedException>(() => LabelList.Read(fileName, text));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FindsTheBackgroundClass_AtTheEndsOnly()
    {
        Assert.Equal([0], LabelList.Of(["background", "cat", "other"]).Background.Where(at => at == 0));
        Assert.Empty(LabelList.Of(["cat", "background", "dog"]).Background);
    }

    [Theory]
    [InlineData(3, null, 0)]
    [InlineData(4, "first", 0)]
    [InlineData(4, "last", 3)]
    public void Fit_GivesAsManyAsTheOutputs_WithTheBackgroundMarked(int outputs, string? background, int expected)
    {
        var labels = LabelList.Of(outputs == 3 ? ["background", "cat", "dog"] : ["cat", "dog", "fox"]);

        var fitted = labels.Fit(outputs, background);

        Assert.Equal(outputs, fitted.Names.Count);
        Assert.Equal([expected], fitted.Background);
    }

    [Fact]
    public void Fit_LeavesTheBackgroundOut_WhenTheNetworkHasNone()
    {
        var fitted = LabelList.Of(["background", "cat", "dog"]).Fit(2, null);

        Assert.Equal(["cat", "dog"], fitted.Names);
        Assert.Empty(fitted.Background);
    }

    [Fact]
    public void Fit_NamesBothNumbers_WhenTheyDiffer()
    {
        var refused = Assert.Throws<ModelRefusedException>(() => LabelList.Of(["cat", "dog", "fox"]).Fit(1000, null));

        Assert.Contains("1000 scores", refused.Message, StringComparison.Ordinal);
        Assert.Contains("3 labels", refused.Message, StringComparison.Ordinal);
    }
}
