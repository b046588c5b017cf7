using XmpCore;

namespace Recognize.Models.Media.Metadata;

/// <summary>
/// Reads face regions as digiKam, Lightroom, Picasa and others write them: Metadata Working Group,
/// "Guidelines for Handling Image Metadata" 2.0, section 5.9.
/// </summary>
internal static class FaceRegions
{
    private const string Regions = "http://www.metadataworkinggroup.com/schemas/regions/";
    private const string Area = "http://ns.adobe.com/xmp/sType/Area#";
    private const int MaxRegions = 500;
    private const int MaxNameLength = 200;

    internal static IReadOnlyList<FaceRegion> Read(IXmpMeta document, int orientation)
    {
        var faces = new List<FaceRegion>();
        try
        {
            if (!document.DoesStructFieldExist(Regions, "Regions", Regions, "RegionList"))
                return faces;
            var list = "Regions" + XmpPathFactory.ComposeStructFieldPath(Regions, "RegionList");
            var count = Math.Min(MaxRegions, document.CountArrayItems(Regions, list));
            for (var i = 1; i <= count; i++)
            {
                var region = XmpPathFactory.ComposeArrayItemPath(list, i);
                var type = XmpFields.Text(document, Regions, region + Field("Type"));
                if (type is not null && !type.Equals("Face", StringComparison.OrdinalIgnoreCase))
                    continue;
                if (ReadBox(document, region, orientation) is { } box)
                {
                    var name = XmpFields.Text(document, Regions, region + Field("Name"));
                    faces.Add(new FaceRegion(MetadataText.Clean(name, MaxNameLength), box));
                }
            }
        }
        catch (XmpException)
        {
            // Regions of an unknown shape are as good as none.
        }
        return faces;
    }

    private static string Field(string name) => XmpPathFactory.ComposeStructFieldPath(Regions, name);

    private static ImageBox? ReadBox(IXmpMeta document, string region, int orientation)
    {
        double? Side(string name) => XmpFields.Number(
            document, Regions, region + Field("Area") + XmpPathFactory.ComposeStructFieldPath(Area, name));
        if (Side("x") is not (>= 0 and <= 1 and var x) || Side("y") is not (>= 0 and <= 1 and var y) ||
            Side("w") is not (> 0 and <= 1 and var width) || Side("h") is not (> 0 and <= 1 and var height))
            return null;

        // x and y are the centre, in the photo as it is stored; ours are upright.
        (x, y) = orientation switch
        {
            2 => (1 - x, y),
            3 => (1 - x, 1 - y),
            4 => (x, 1 - y),
            5 => (y, x),
            6 => (1 - y, x),
            7 => (1 - y, 1 - x),
            8 => (y, 1 - x),
            _ => (x, y),
        };
        if (orientation is >= 5 and <= 8)
            (width, height) = (height, width);
        return new ImageBox((float)(x - (width / 2)), (float)(y - (height / 2)), (float)width, (float)height);
    }
}
