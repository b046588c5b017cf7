using System.Text;
using Recognize.Models.Contacts.Cards;

namespace Recognize.Tests.Contacts.Cards;

public sealed class VCardReaderTests
{
    private static readonly byte[] Photo = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

    private static string Base64 => Convert.ToBase64String(Photo);

    [Fact]
    public void Read_TakesNameIdRevisionLabelsAndPhoto_OfVersion3()
    {
        var card = Single(Card(
            "VERSION:3.0", "UID:urn:uuid:1", "FN:Anna Berg\\, Dr.", "N:Berg;Anna;;;", "REV:2026-01-02T03:04:05Z",
            "CATEGORIES:Family,Friends\\, old", $"PHOTO;ENCODING=b;TYPE=JPEG:{Base64}"));

        Assert.Equal(("urn:uuid:1", "Anna Berg, Dr.", "2026-01-02T03:04:05Z"), (card.Uid, card.Name, card.Revision));
        Assert.Equal(["Family", "Friends, old"], card.Categories);
        Assert.Equal(Photo, Assert.Single(card.Photos).Content);
        Assert.Empty(card.Notes);
    }

    [Theory]
    [InlineData("\r\n ")]
    [InlineData("\n ")]
    [InlineData("\r\n\t")]
    public void Read_JoinsFoldedLines_HoweverTheyAreFolded(string fold)
    {
        var photo = string.Concat(Base64.Chunk(50).Select(part => new string(part) + fold)).TrimEnd();

        var card = Single(Card("VERSION:3.0", $"FN:An{fold}na", $"PHOTO;ENCODING=B:{fold}{photo}"));

        Assert.Equal("Anna", card.Name);
        Assert.Equal(Photo, Assert.Single(card.Photos).Content);
    }

    [Theory]
    [InlineData("PHOTO:data:image/jpeg;base64,")]
    [InlineData("PHOTO;VALUE=uri:data:image/jpeg;base64\\,")]
    [InlineData("item1.PHOTO;MEDIATYPE=\"image/jpeg;x:y\":data:image/jpeg;base64,")]
    [InlineData("photo;encoding=base64:")]
    [InlineData("PHOTO;JPEG;BASE64:")]
    [InlineData("PHOTO;TYPE=\"JPEG\",ENCODING=b;ENCODING=b:")]
    public void Read_TakesThePhoto_InEveryUsualForm(string head)
    {
        var card = Single(Card("VERSION:4.0", "FN:Anna", head + Base64.TrimEnd('=')));

        Assert.Equal(Photo, Assert.Single(card.Photos).Content);
    }

    [Fact]
    public void Read_TakesThePhoto_WhoseHeadIsFolded()
    {
        var card = Single(Card(
            "VERSION:3.0", "FN:Anna", "PHOTO;X-ABCROP-RECTANGLE=ABClipRect_1&-9&40&179&179&WXYZ==;ENCO",
            $" DING=b:{Base64[..80]}", Base64[80..]));

        Assert.Equal(Photo, Assert.Single(card.Photos).Content);
    }

    [Theory]
    [InlineData("PHOTO;VALUE=uri:https://example.org/a.jpg", "only a link")]
    [InlineData("PHOTO:http://example.org/a.jpg", "only a link")]
    [InlineData("PHOTO;ENCODING=b:a$b", "not valid base64")]
    [InlineData("PHOTO:data:image/png", "no comma")]
    public void Read_SaysWhyThereIsNoPhoto_AndTakesTheRest(string line, string reason)
    {
        var card = Single(Card("VERSION:3.0", "FN:Anna", line, "UID:1"));

        Assert.Equal("1", card.Uid);
        Assert.Contains(reason, Assert.Single(card.Photos).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TakesQuotedPrintable_AsPhonesWriteVersion21()
    {
        var card = Single(
            "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;\r\n"
            + "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4A=C3=BC=\r\n=72gen M=C3=BCller\r\n"
            + $"PHOTO;ENCODING=BASE64;JPEG:\r\n{string.Join("\r\n", Base64.Chunk(60).Select(part => new string(part)))}\r\n\r\nEND:VCARD\r\n");

        Assert.Equal("Jürgen Müller", card.Name);
        Assert.Equal(Photo, Assert.Single(card.Photos).Content);
    }

    /// <summary>The sign at a fold is no code, whatever letters the next line begins with.</summary>
    [Theory]
    [InlineData("Ann=\r\na Becker")]
    [InlineData("Anna=20=\r\nBecker")]
    [InlineData("Anna=\r\n Becker")]
    [InlineData("Anna =\r\nBe=\r\ncker")]
    public void Read_JoinsQuotedPrintableLines_WhateverFollows(string name)
    {
        var card = Single(Card("VERSION:2.1", $"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{name}", "UID:7"));

        Assert.Equal("Anna Becker", card.Name);
    }

    [Fact]
    public void Read_TakesNoNameThatBreaksTheLineItIsShownIn()
    {
        var card = Single(Card("VERSION:3.0", "FN:\u202eAnna\u202c Maria\u2029Berg\u2066", "UID:1"));

        Assert.Equal("Anna Maria Berg", card.Name);
    }

    [Fact]
    public void Read_MakesANameOfWhatThereIs()
    {
        Assert.Equal("Dr. Anna Maria Berg", Single(Card("VERSION:3.0", "N:Berg;Anna;Maria;Dr.;")).Name);
        Assert.Equal("Berg; Sons", Single(Card("VERSION:3.0", "N:Berg\\; Sons;;;;")).Name);
        Assert.Equal("Annie", Single(Card("VERSION:4.0", "NICKNAME:Annie,Ann")).Name);
        Assert.Equal("two lines", Single(Card("VERSION:3.0", "FN:two\\n lines")).Name);
    }

    [Fact]
    public void Read_GivesAReasonForEachBrokenCard_AndTakesTheOthers()
    {
        var text = Card("VERSION:3.0", "FN:First")
            + "BEGIN:VCARD\nFN:No end\n"
            + Card("VERSION:3.0", "FN:Second", "a line without sense")
            + Card("VERSION:3.0", "UID:3")
            + "garbage between\n"
            + Card("VERSION:3.0", "FN:Third")
            + "BEGIN:VCARD\nFN:Cut off\nPHOTO;ENCODING=b:AAAA";

        var readings = Read(text);

        Assert.Equal(["First", "No end", "Second", null, "Third", "Cut off"], readings.Select(reading => reading.Name));
        Assert.Equal(["First", "Second", "Third"], readings.Where(reading => reading.Card is not null).Select(reading => reading.Name));
        Assert.Contains("has no end", readings[1].Problem, StringComparison.Ordinal);
        Assert.Contains("1 line", Assert.Single(readings[2].Card!.Notes), StringComparison.Ordinal);
        Assert.Equal("The card has no name.", readings[3].Problem);
        Assert.Contains("stops in its middle", readings[5].Problem, StringComparison.Ordinal);
        Assert.Equal(5, readings[1].Line);
    }

    [Fact]
    public void Read_ReadsMarkedFiles_AndNamesAWrongEncoding()
    {
        var text = Card("VERSION:3.0", "FN:Jürgen");

        var marked = Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)]);
        var wide = Read([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)]);
        var wrong = Read(Encoding.Latin1.GetBytes(text));
        var declared = Read(Encoding.Latin1.GetBytes(Card("VERSION:2.1", "FN;CHARSET=ISO-8859-1:Jürgen")));

        Assert.All([marked, wide, wrong, declared], readings => Assert.Equal("Jürgen", Assert.Single(readings).Name));
        Assert.Contains("not in UTF-8", Assert.Single(wrong[0].Card!.Notes), StringComparison.Ordinal);
        Assert.Empty(declared[0].Card!.Notes);
    }

    [Fact]
    public void Read_ReadsFilesThatWerePutTogether_EachWithItsMark()
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Card("VERSION:3.0", "FN:Jürgen"))];

        Assert.Equal(["Jürgen", "Jürgen"], Read([.. marked, .. marked]).Select(reading => reading.Card?.Name));
    }

    [Fact]
    public void Read_ReadsWideFiles_WithoutAMark()
    {
        var text = Card("VERSION:3.0", "FN:Jürgen");

        Assert.Equal("Jürgen", Assert.Single(Read(Encoding.Unicode.GetBytes(text))).Card?.Name);
        Assert.Equal("Jürgen", Assert.Single(Read(Encoding.BigEndianUnicode.GetBytes(text))).Card?.Name);
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData("\r\r\n")]
    public void Read_ReadsLines_HoweverTheyEnd(string end)
    {
        var text = Card("VERSION:2.1", "FN:Anna", $"PHOTO;BASE64;JPEG:\n {Base64[..100]}\n {Base64[100..]}", "UID:1")
            + Card("VERSION:3.0", "FN:Berta");

        var readings = Read(text.Replace("\n", end, StringComparison.Ordinal));

        Assert.Equal(["Anna", "Berta"], readings.Select(reading => reading.Card?.Name));
        Assert.Equal(Photo, Assert.Single(readings[0].Card!.Photos).Content);
        Assert.Equal("1", readings[0].Card!.Uid);
    }

    [Fact]
    public void Read_LeavesTooLargePhotosAndTheRestOfATooLargeFile()
    {
        var limits = new VCardLimits { PhotoBytes = 100_000, FileBytes = 400_000 };
        var text = Card("VERSION:3.0", "FN:Large", $"PHOTO;ENCODING=b:{new string('A', 150_000)}", "UID:1")
            + Card("VERSION:3.0", "FN:Small", $"PHOTO;ENCODING=b:{Base64}")
            + Card("VERSION:3.0", $"NOTE:{new string('x', 300_000)}", "FN:Beyond");

        var readings = VCardReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), limits).ToList();

        Assert.Contains("larger than", Assert.Single(readings[0].Card!.Photos).Problem, StringComparison.Ordinal);
        Assert.Equal("1", readings[0].Card!.Uid);
        Assert.Equal(Photo, Assert.Single(readings[1].Card!.Photos).Content);
        Assert.Contains("rest of it was not read", readings[2].Problem, StringComparison.Ordinal);
        Assert.Equal(3, readings.Count);
    }

    [Fact]
    public void Read_HoldsOneCardAtATime_InALargeFile()
    {
        var card = Encoding.UTF8.GetBytes(Card("VERSION:3.0", "FN:Anna", $"PHOTO;ENCODING=b:{new string('A', 1 << 20)}"));
        var file = new RepeatingStream(card, 60);
        var count = 0;

        foreach (var reading in VCardReader.Read(file))
        {
            Assert.NotNull(reading.Card);
            // A card is given before more of the file is read than one buffer.
            Assert.InRange(file.Taken, ++count * (long)card.Length, Math.Min(60, count) * (long)card.Length + (64 << 10));
        }

        Assert.Equal(60, count);
    }

    [Fact]
    public void Read_TellsPeopleFromListsAndCompanies_AndKeepsAgentsOut()
    {
        Assert.False(Single(Card("VERSION:4.0", "KIND:group", "FN:Family")).IsPerson);
        Assert.False(Single(Card("VERSION:3.0", "X-ADDRESSBOOKSERVER-KIND:group", "FN:Family")).IsPerson);
        Assert.True(Single(Card("VERSION:4.0", "KIND:individual", "FN:Anna")).IsPerson);
        Assert.Equal("Boss", Single("BEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nFN:Secretary\nEND:VCARD\nFN:Boss\nEND:VCARD\n").Name);
    }

    /// <summary>As address books of Apple, Google, Outlook and Nextcloud write a company, which has no face.</summary>
    [Theory]
    [InlineData("FN:Berg Ltd.", "N:;;;;", "ORG:Berg Ltd.;", "X-ABShowAs:COMPANY")]
    [InlineData("FN:Berg Ltd.", "N:;;;;", "ORG:Berg Ltd.;Sales", "TITLE:")]
    [InlineData("FN:", "N:;;;;", "ORG:Berg Ltd.", "NOTE:x")]
    [InlineData("KIND:org", "FN:Berg Ltd.", "NOTE:x", "NOTE:y")]
    public void Read_TellsCompanies_HoweverTheyAreMarked(params string[] lines)
    {
        var card = Single(Card(["VERSION:3.0", .. lines]));

        Assert.False(card.IsPerson);
        Assert.NotEmpty(card.Name);
    }

    [Fact]
    public void Read_TakesSomebodyWithACompany_ForAPerson()
    {
        Assert.True(Single(Card("VERSION:3.0", "FN:Anna Berg", "ORG:Berg Ltd.")).IsPerson);
        Assert.True(Single(Card("VERSION:3.0", "FN:Berg", "N:Berg;;;;", "ORG:Berg")).IsPerson);
        Assert.True(Single(Card("VERSION:3.0", "FN:Anna Berg", "N:Berg;Anna;;;", "ORG:Berg Ltd.", "X-ABShowAs:COMPANY")).IsPerson);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("hello")]
    public void Read_SaysSo_WhenThereIsNoCard(string text) =>
        Assert.Contains("holds no contact", Assert.Single(Read(text)).Problem, StringComparison.Ordinal);

    [Fact]
    public void Read_NeverFails_OnRandomBytes()
    {
        var random = new Random(7);
        var seed = Encoding.UTF8.GetBytes(Card("VERSION:3.0", "FN;X=\"a:b\":Anna", $"PHOTO;ENCODING=b:{Base64}", "N;ENCODING=QUOTED-PRINTABLE:a=3"));
        for (var round = 0; round < 2000; round++)
        {
            var bytes = seed.ToArray();
            for (var change = 0; change < 1 + (round % 12); change++)
                bytes[random.Next(bytes.Length)] = (byte)"\n\r :;=\"\\,A\u0000\u00ff"[random.Next(12)];

            Assert.All(Read(bytes), reading => Assert.True(reading.Card is null != reading.Problem is null));
        }
    }

    private static string Card(params string[] lines) => $"BEGIN:VCARD\n{string.Join('\n', lines)}\nEND:VCARD\n";

    private static VCard Single(string text) => Assert.Single(Read(text)).Card ?? throw new InvalidOperationException("no card");

    private static List<VCardReading> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static List<VCardReading> Read(byte[] bytes) => [.. VCardReader.Read(new MemoryStream(bytes))];

    /// <summary>Some bytes over and over, without a copy of the whole.</summary>
    private sealed class RepeatingStream(byte[] content, int times) : MemoryStream
    {
        private long _position;

        public long Taken => _position;

        public override int Read(byte[] buffer, int offset, int count)
        {
            var at = (int)(_position % content.Length);
            var taken = (int)Math.Min(Math.Min(count, content.Length - at), ((long)content.Length * times) - _position);
            content.AsSpan(at, taken).CopyTo(buffer.AsSpan(offset));
            _position += taken;
            return taken;
        }

        public override int Read(Span<byte> buffer)
        {
            var bytes = new byte[buffer.Length];
            var read = Read(bytes, 0, bytes.Length);
            bytes.AsSpan(0, read).CopyTo(buffer);
            return read;
        }
    }
}
