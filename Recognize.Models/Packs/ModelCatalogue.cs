using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Recognize.Models.Packs;

/// <summary>The model packs this version of the project knows, read from <c>catalogue.yaml</c>.</summary>
public sealed class ModelCatalogue
{
    private static readonly Lazy<ModelCatalogue> Embedded = new(ReadEmbedded);

    private ModelCatalogue(IReadOnlyList<ModelPack> packs) => Packs = packs;

    /// <summary>The catalogue built into this assembly.</summary>
    public static ModelCatalogue Default => Embedded.Value;

    /// <summary>In order of preference: the first installed pack that serves a task is used.</summary>
    public IReadOnlyList<ModelPack> Packs { get; }

    /// <summary>Every task some pack serves, each once.</summary>
    public IEnumerable<string> Tasks => Packs.SelectMany(pack => pack.Tasks).Select(task => task.Task).Distinct();

    /// <exception cref="ArgumentException">There is no such pack; the message lists those there are.</exception>
    public ModelPack Pack(string name) =>
        Packs.FirstOrDefault(pack => string.Equals(pack.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"There is no model pack \"{name}\"; known are: {string.Join(", ", Packs.Select(pack => pack.Name))}.",
            nameof(name));

    /// <summary>Reads a catalogue from text.</summary>
    /// <exception cref="FormatException">It is not complete, or contradicts itself; the message says where.</exception>
    public static ModelCatalogue Parse(string yaml)
    {
        var deserializer = new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .WithDuplicateKeyChecking()
            .Build();
        try
        {
            return new ModelCatalogue(deserializer.Deserialize<CatalogueDocument>(yaml).ToPacks());
        }
        catch (YamlException error)
        {
            throw new FormatException($"The model catalogue cannot be read ({error.Start}): {error.Message}", error);
        }
    }

    private static ModelCatalogue ReadEmbedded()
    {
        using var stream = typeof(ModelCatalogue).Assembly.GetManifestResourceStream(typeof(ModelCatalogue), "catalogue.yaml")
            ?? throw new InvalidOperationException("The model catalogue is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
