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

    /// <summary>Of a network for photos.</summary>
    public InputEntry? Input { get; set; }

    /// <summary>Of a network for music.</summary>
    public SoundEntry? Sound { get; set; }

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

        [YamlIgnore]
        public bool IsComplete => this is { Width: > 0, Height: > 0, Mean.Count: 3, Scale.Count: 3 };

        public static InputEntry? Of(OwnInput? input) => input is null ? null : new InputEntry
        {
            Width = input.Width,
            Height = input.Height,
            Layout = input.Interleaved ? "nhwc" : "nchw",
            Channels = input.BlueFirst ? "bgr" : "rgb",
            Mean = [.. input.Mean],
            Scale = [.. input.Scale],
            Crop = input.Crop,
        };

        public OwnInput ToInput() => new(Width, Height, Layout == "nhwc", Channels == "bgr", Mean, Scale, Crop);

        public string Describe() => FormattableString.Invariant(
            $"""
            {Width}x{Height} {Layout} {Channels} {string.Join(':', Mean.Select(Exact))}
            {string.Join(':', Scale.Select(Exact))} {Crop:R}
            """);
    }

    internal sealed class SoundEntry
    {
        public SoundForm Form { get; set; }

        public int SampleRate { get; set; }

        public List<long> Shape { get; set; } = [];

        [YamlIgnore]
        public bool IsComplete => SampleRate > 0 && Shape.Count > 0 && Shape.TrueForAll(size => size > 0);

        public static SoundEntry? Of(OwnSoundInput? input) => input is null
            ? null
            : new SoundEntry { Form = input.Form, SampleRate = input.SampleRate, Shape = [.. input.Shape] };

        public OwnSoundInput ToInput() => new(Form, SampleRate, Shape);

        public string Describe() => FormattableString.Invariant($"{Form} {SampleRate} {string.Join('x', Shape)}");
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
                && (file.Task == ModelTasks.Music ? file.Sound is { IsComplete: true } : file.Input is { IsComplete: true })
                && file.Files.TrueForAll(entry => entry.Sha256.Length == 64 && IsInside(entry.Path))
                ? file
                : throw new FormatException("it is incomplete");
        }
        catch (YamlException error)
        {
            throw new FormatException($"{error.Start}: {error.Message}", error);
        }
    }

    public string ToYaml() => new SerializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance)
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).Build().Serialize(this);

    /// <summary>A part of the hash of all that decides about results: another part, another version.</summary>
    public string Fingerprint()
    {
        var text = FormattableString.Invariant(
            $"""
            {Task} {string.Join(' ', Files.Select(file => $"{file.Role}:{file.Sha256}").Order(StringComparer.Ordinal))}
            {Input?.Describe() ?? Sound?.Describe()} {Output.Name} {Output.Kind} {Exact(Threshold)}
            {string.Join(',', Background)}
            """);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
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
            Input?.ToInput(),
            new OwnOutput(Output.Name, Output.Length, Output.Kind),
            Threshold, Background.ToHashSet(),
            DateTimeOffset.TryParse(AddedAt, CultureInfo.InvariantCulture, out var added) ? added : DateTimeOffset.MinValue)
        {
            Sound = Sound?.ToInput(),
        },
    };

    private static string Exact(float value) => FormattableString.Invariant($"{value:R}");

    private static bool IsInside(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && !path.Split('/', '\\').Contains("..");
}
