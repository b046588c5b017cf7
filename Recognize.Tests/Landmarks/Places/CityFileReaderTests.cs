using System.Text;
using Recognize.Models.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Places;

public sealed class CityFileReaderTests
{
    [Fact]
    public void ReadAll_AddsUpTheCoordinates_OfMessagesOneAfterAnother()
    {
        byte[] file =
        [
            .. Message(Signed(1, 2988507), Text(2, "Paris"), Text(3, "FR"), Text(7, "PPLC"), Number(9, 2_138_551),
                Signed(10, 234_880), Signed(11, 4_885_341)),
            .. Message(Signed(1, 42), Text(2, "Ṣan‘ā"), Text(3, "YE"), Text(4, "skipped"), Text(7, "PPLX"),
                Signed(10, -500_000), Signed(11, -6_000_000)),
        ];

        var cities = CityFileReader.ReadAll(file);

        Assert.Equal(
            [
                new City(2988507, "Paris", "FR", 2_138_551, false, new GeoPoint(48.85341, 2.3488)),
                new City(42, "Ṣan‘ā", "YE", 0, true, new GeoPoint(-11.14659, -2.6512)),
            ],
            cities);
    }

    [Theory]
    [InlineData("PPLH")]
    [InlineData("PPLCH")]
    [InlineData("PPLQ")]
    [InlineData("PPLW")]
    public void ReadAll_LeavesPlacesOutThatAreNoMore_ButCountsTheirCoordinates(string feature)
    {
        byte[] file =
        [
            .. Message(Signed(1, 1), Text(2, "Troy"), Text(3, "TR"), Text(7, feature), Signed(10, 100), Signed(11, 200)),
            .. Message(Signed(1, 2), Text(2, "Here"), Text(3, "TR"), Text(7, "PPL"), Signed(10, 1), Signed(11, 1)),
        ];

        var city = Assert.Single(CityFileReader.ReadAll(file));

        Assert.Equal(("Here", new GeoPoint(0.00201, 0.00101)), (city.Name, city.Location));
    }

    [Fact]
    public void ReadAll_RefusesAFile_CutOffAnywhere()
    {
        var file = Message(Signed(1, 7), Text(2, "Rome"), Text(3, "IT"), Signed(10, 1), Signed(11, 1));

        for (var length = 1; length < file.Length; length++)
        {
            var cut = file[..length];
            Assert.Throws<InvalidDataException>(() => CityFileReader.ReadAll(cut));
        }
    }

    [Fact]
    public void ReadAll_RefusesWhatIsNoSuchFile()
    {
        var noise = Encoding.ASCII.GetBytes("{ \"version\": 1, \"cities\": [] }");
        byte[] endlessNumber = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80];
        var noCountry = Message(Signed(1, 7), Text(2, "Rome"), Signed(10, 1), Signed(11, 1));
        var beyondThePole = Message(Signed(1, 7), Text(2, "Rome"), Text(3, "IT"), Signed(10, 1), Signed(11, 9_000_001));

        Assert.Throws<InvalidDataException>(() => CityFileReader.ReadAll(noise));
        Assert.Throws<InvalidDataException>(() => CityFileReader.ReadAll(endlessNumber));
        Assert.Throws<InvalidDataException>(() => CityFileReader.ReadAll(noCountry));
        Assert.Throws<InvalidDataException>(() => CityFileReader.ReadAll(beyondThePole));
    }

    private static byte[] Message(params byte[][] fields)
    {
        var body = fields.SelectMany(field => field).ToArray();
        return [.. Varint((ulong)body.Length), .. body];
    }

    private static byte[] Signed(int field, long value) => Number(field, (ulong)((value << 1) ^ (value >> 63)));

    private static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    private static byte[] Text(int field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];
    }

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
