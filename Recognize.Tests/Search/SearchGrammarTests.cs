using Recognize.Models.Search;

namespace Recognize.Tests.Search;

public sealed class SearchGrammarTests
{
    [Theory]
    [InlineData("anna beach", "anna|beach")]
    [InlineData("  -dog  \"no people\" ", "-dog|\"no people\"")]
    [InlineData("person:\"Anna Maria\" -tag:sea", "person:\"Anna Maria\"|-tag:sea")]
    [InlineData("\"open to the end", "\"open to the end")]
    [InlineData("- \"\" x", "-|x")]
    [InlineData("what:ever 10:30", "what:ever|10:30")]
    public void Parse_CutsIntoTerms(string query, string expected) =>
        Assert.Equal(expected.Split('|'), SearchGrammar.Parse(query).Select(term => term.Source));

    [Fact]
    public void Parse_KnowsOperatorsQuotesAndSigns()
    {
        var term = Assert.Single(SearchGrammar.Parse("-Person:\"Anna Maria\""));

        Assert.Equal(("Anna Maria", "person", true, true), (term.Text, term.Operator, term.IsQuoted, term.IsExcluded));
    }

    [Theory]
    [InlineData("2019", "2019-01-01", "2020-01-01")]
    [InlineData("2019-07", "2019-07-01", "2019-08-01")]
    [InlineData("2019-07-14", "2019-07-14", "2019-07-15")]
    [InlineData("14.7.2019", "2019-07-14", "2019-07-15")]
    [InlineData("July 2019", "2019-07-01", "2019-08-01")]
    [InlineData("juli 2019", "2019-07-01", "2019-08-01")]
    [InlineData("14. Juli 2019", "2019-07-14", "2019-07-15")]
    [InlineData("märz 2020", "2020-03-01", "2020-04-01")]
    [InlineData("summer 2019", "2019-06-01", "2019-09-01")]
    [InlineData("Winter 2019", "2019-12-01", "2020-03-01")]
    [InlineData("weihnachten 2019", "2019-12-24", "2019-12-27")]
    [InlineData("2015..2018", "2015-01-01", "2019-01-01")]
    [InlineData("2015-03..2015-04", "2015-03-01", "2015-05-01")]
    public void Dates_NameAStretchOfTheTimeLine(string text, string from, string to)
    {
        var span = SearchDates.Read(text);

        Assert.NotNull(span);
        Assert.Equal(from, span.From.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(to, span.To.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("july")]
    [InlineData("2019-13")]
    [InlineData("2019-02-30")]
    [InlineData("0001")]
    [InlineData("9999")]
    [InlineData("2018..2015")]
    [InlineData("14 summer 2019")]
    [InlineData("beach 2019")]
    public void Dates_AreNot_WhatNamesNoStretch(string text) => Assert.Null(SearchDates.Read(text));

    [Fact]
    public void Words_ForTheDatabase_HoldLettersAndDigitsAlone() =>
        Assert.Equal("'o':* & 'brien':* & '2':*", SearchWords.AllBegun("O'Brien' | !&<->():*\\ 2"));
}
