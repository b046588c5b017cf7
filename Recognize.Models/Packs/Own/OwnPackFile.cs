using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Recognize.Models.Packs.Own;

/// <summary>The description <c>pack.yaml</c> that lies beside the files of an owner's pack.</summary>
internal sealed class OwnPackFile
{
    /// <summary>Its name in the folder of the pack.</summary>
    public const string FileName = "pack.yaml";

    public string Name { get; set; } = "";

    public string Task { get; set; } = "";

    public string Version { get; set; } = "";

    public string Licence { get; set; } = "";

    /// <summary>In the round-trip form of ISO 8601.</summary>
    public string AddedAt { get; set; } = "";

    public List<FileEntry> Files { get; set; } = [];

    public InputEntry Input { get; set; } = new();

    public OutputEntry Output { get; set; } = new();

    public float Threshold { get; set; }

    public List<int> Background { get; set; } = [];

    internal sealed class FileEntry
    {
        public string Role { get; set; } = "";

        /// <summary>Below the models folder: a pack may use files of another, such as the detector of the faces.</summary>
        public string Path { get; set; } = "";

        public long Bytes { get; set; }

        public string Sha256 { get; set; } = "";
    }

    internal sealed class InputEntry
    {
        public int Width { get; set; }

        public int Height { get; set; }

        public string Layout { get; set; } = "nchw";

        public string Channels { get; set; } = "rgb";

        public List<float> Mean { get; set; } = [];

        public List<float> Scale { get; set; } = [];

        public double Crop { get; set; } = 1;
    }

    internal sealed class OutputEntry
    {
        public string Name { get; set; } = "";

        public int Length { get; set; }

        public OwnOutputKind Kind { get; set; }
    }

    /// <exception cref="FormatException">It is no such description; the message says where.</exception>
    public static OwnPackFile Parse(string yaml)
    {
        try
        {
            var file = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
                .Deserialize<OwnPackFile>(yaml);
            return file is { Name.Length: > 0, Task.Length: > 0, Version.Length: > 0, Files.Count: > 0 }
                && file.Input is { Width: > 0, Height: > 0, Mean.Count: 3, Scale.Count: 3 }
                && file.Files.TrueForAll(entry => entry.Sha256.Length == 64 && IsInside(entry.Path))
                ? file
                : throw new FormatException("it is incomplete");
        }
        catch (YamlException error)
        {
            throw new FormatException($"{error.Start}: {error.Message}", error);
        }
    }

    public string ToYaml() =>
        new SerializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Serialize(this);

    /// <summary>A part of the hash of all that decides about results: another part, another version.</summary>
    public string Fingerprint()
    {
        var text = FormattableString.Invariant(
            $"""
            {Task} {string.Join(' ', Files.Select(file => $"{file.Role}:{file.Sha256}").Order(StringComparer.Ordinal))}
            {Input.Width}x{Input.Height} {Input.Layout} {Input.Channels} {string.Join(':', Input.Mean.Select(Exact))}
            {string.Join(':', Input.Scale.Select(Exact))} {Input.Crop:R} {Output.Name} {Output.Kind} {Exact(Threshold)}
            {string.Join(',', Background)}
            """);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

        static string Exact(float value) => FormattableString.Invariant($"{value:R}");
    }

    public PackTask ToPackTask() => new(
        Name, Task, Version,
        Files.ToDictionary(
            file => file.Role,
            file => new ModelFile(
                file.Path, file.Bytes, file.Sha256, Licence, new OwnModelSource(), Input: "own", Output: "own", Notes: ""),
            StringComparer.Ordinal))
    {
        Own = new OwnModel(
            new OwnInput(
                Input.Width, Input.Height, Input.Layout == "nhwc", Input.Channels == "bgr", Input.Mean, Input.Scale,
                Input.Crop),
            new OwnOutput(Output.Name, Output.Length, Output.Kind),
            Threshold, Background.ToHashSet(),
            DateTimeOffset.TryParse(AddedAt, CultureInfo.InvariantCulture, out var added) ? added : DateTimeOffset.MinValue),
    };

    private static bool IsInside(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && !path.Split('/', '\\').Contains("..");
}
