namespace Recognize.Models.Packs;

/// <summary>One file of the catalogue: a network or its labels, pinned by length and hash.</summary>
/// <param name="Name">File name in the models folder and in a mirror; of an owner's file, its path in the models folder.</param>
/// <param name="Bytes">Exact length.</param>
/// <param name="Sha256">Hash of the content, lower-case hexadecimal.</param>
/// <param name="Licence">Licence of the weights, and what is not stated about them.</param>
/// <param name="Source">Where it is published.</param>
/// <param name="Input">Input tensor: name, type, shape, colour order, range.</param>
/// <param name="Output">Output tensors: name, type, shape, meaning.</param>
/// <param name="Notes">What it is, and what an owner should know of its origin.</param>
public sealed record ModelFile(
    string Name,
    long Bytes,
    string Sha256,
    string Licence,
    ModelSource Source,
    string Input,
    string Output,
    string Notes);

/// <summary>Where a model file is published.</summary>
public abstract record ModelSource;

/// <summary>A file at an address that never changes its content.</summary>
public sealed record UrlModelSource(Uri Address) : ModelSource;

/// <summary>A file inside an npm package.</summary>
/// <param name="Package">Name of the package.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="Path">Path inside the package's archive, beginning with <c>package/</c>.</param>
public sealed record NpmModelSource(string Package, string Version, string Path) : ModelSource;

/// <summary>A file that an owner added; it is nowhere else.</summary>
public sealed record OwnModelSource : ModelSource;
