using System.Globalization;
using XmpCore;

namespace Recognize.Models.Media.Metadata;

/// <summary>Reads single fields of an XMP document; a field of an unexpected shape counts as absent.</summary>
internal static class XmpFields
{
    internal const string Xmp = "http://ns.adobe.com/xap/1.0/";
    internal const string DublinCore = "http://purl.org/dc/elements/1.1/";
    internal const string Exif = "http://ns.adobe.com/exif/1.0/";
    internal const string Tiff = "http://ns.adobe.com/tiff/1.0/";
    internal const string ExifAux = "http://ns.adobe.com/exif/1.0/aux/";
    internal const string Photoshop = "http://ns.adobe.com/photoshop/1.0/";
    internal const string Pdf = "http://ns.adobe.com/pdf/1.3/";

    private const int MaxItems = 1000;

    internal static string? Text(IXmpMeta document, string schema, string name)
    {
        try
        {
            return document.GetPropertyString(schema, name);
        }
        catch (XmpException)
        {
            return null;
        }
    }

    /// <summary>A text with translations: the default one.</summary>
    internal static string? Localized(IXmpMeta document, string schema, string name)
    {
        try
        {
            return document.GetLocalizedText(schema, name, "", XmpConstants.XDefault)?.Value ?? Text(document, schema, name);
        }
        catch (XmpException)
        {
            return Text(document, schema, name);
        }
    }

    internal static List<string> List(IXmpMeta document, string schema, string name)
    {
        var items = new List<string>();
        try
        {
            var count = Math.Min(MaxItems, document.CountArrayItems(schema, name));
            for (var i = 1; i <= count; i++)
            {
                if (document.GetArrayItem(schema, name, i)?.Value is { Length: > 0 } item)
                    items.Add(item);
            }
        }
        catch (XmpException)
        {
            if (Text(document, schema, name) is { } single)
                items.Add(single);
        }
        return items;
    }

    internal static double? Number(IXmpMeta document, string schema, string name)
    {
        var text = Text(document, schema, name);
        if (text?.Split('/') is [var over, var under])
            return Number(over) is { } a && Number(under) is { } b and not 0 ? a / b : null;
        return Number(text);
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An EXIF coordinate in XMP's form: <c>40,14.07N</c> or <c>40,14,5N</c>, in degrees.</summary>
    internal static double? Coordinate(string? text)
    {
        if (text is not { Length: > 2 } || "NSEWnsew".IndexOf(text[^1]) < 0)
            return null;
        double degrees = 0, unit = 1;
        foreach (var part in text[..^1].Split(','))
        {
            if (Number(part) is not { } value)
                return null;
            degrees += value * unit;
            unit /= 60;
        }
        return text[^1] is 'S' or 's' or 'W' or 'w' ? -degrees : degrees;
    }
}
