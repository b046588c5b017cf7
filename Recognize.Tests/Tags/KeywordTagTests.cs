using Recognize.Models.Tags;

namespace Recognize.Tests.Tags;

public sealed class KeywordTagTests
{
    [Fact]
    public void IdOf_IsTheSame_ForSpellingsThatDifferInCaseAndComposition() =>
        Assert.Equal("keyword:caf\u00e9-am-see", KeywordTag.IdOf("Cafe\u0301 am See"));
}
