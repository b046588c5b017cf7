using Recognize.Models.Music;

namespace Recognize.Tests.Music;

public sealed class SoundClassesTests
{
    [Fact]
    public void Read_TakesQuotedNamesWhole()
    {
        var names = SoundClasses.Read("index,mid,display_name\r\n0,/m/1,Speech\r\n1,/m/2,\"Child speech, kid speaking\"\r\n");

        Assert.Equal(["Speech", "Child speech, kid speaking"], names);
    }

    [Theory]
    [InlineData("index,mid,display_name\n1,/m/1,Speech\n")]
    [InlineData("index,mid,display_name\n0,Speech\n")]
    public void Read_Refuses_WhatIsNotTheList(string text) => Assert.Throws<FormatException>(() => SoundClasses.Read(text));
}
