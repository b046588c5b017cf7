namespace Recognize.Models.Objects.Forms;

/// <summary>Sizes in pixels that screens of phones, tablets and computers have.</summary>
internal static class DeviceScreens
{
    /// <summary>Short sides of phone screens; their long side is 16:9 to 22:9 of it.</summary>
    private static readonly int[] PhoneWidths =
        [640, 720, 750, 828, 1080, 1125, 1170, 1179, 1206, 1242, 1284, 1290, 1320, 1344, 1440];

    /// <summary>Short and long sides of tablets, monitors and notebooks.</summary>
    private static readonly (int Short, int Long)[] Screens =
    [
        (768, 1024), (768, 1366), (800, 1280), (900, 1440), (900, 1600), (864, 1536), (720, 1280), (1024, 1280),
        (1050, 1680), (1080, 1920), (1200, 1600), (1200, 1920), (1200, 2000), (1440, 2560), (1440, 3440), (1600, 2560),
        (1664, 2560), (1800, 2880), (1864, 2880), (1964, 3024), (2160, 3840), (2234, 3456), (1504, 2256), (1824, 2736),
        (2000, 3000), (2880, 5120), (1536, 2048), (1620, 2160), (1640, 2360), (1668, 2224), (1668, 2388), (2048, 2732),
        (1488, 2266), (1600, 2400), (1752, 2800),
    ];

    /// <summary>Whether a picture has exactly the size of a screen, upright or not.</summary>
    public static bool HasSize(int width, int height)
    {
        var shorter = Math.Min(width, height);
        var longer = Math.Max(width, height);
        var ratio = (double)longer / shorter;
        return Screens.Contains((shorter, longer))
            || (PhoneWidths.Contains(shorter) && ratio is >= 1.77 and <= 2.45);
    }
}
