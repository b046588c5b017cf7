using System.Globalization;

namespace Recognize.Models.Packs.Own;

/// <summary>Settles the input of a network from what the owner said, what the file says, and what is usual.</summary>
/// <param name="Input">What is used.</param>
/// <param name="Assumptions">What nobody said, in words: the owner can put it right with <c>--input</c>.</param>
internal sealed record OwnInputPlan(OwnInput Input, IReadOnlyList<string> Assumptions)
{
    private const int UsualSide = 224;
    private const int FaceSide = 112;

    /// <param name="request">What the owner said.</param>
    /// <param name="shape">The input's shape as the network declares it, -1 where any size may be given.</param>
    /// <param name="takesBytes">The network takes bytes and not floats.</param>
    /// <param name="isImported">It was made from a TFLite file, whose own normalisation is inside.</param>
    /// <param name="task">One of <see cref="ModelTasks"/>.</param>
    /// <exception cref="ModelRefusedException">It takes no colour photo, or not of the size that was said.</exception>
    public static OwnInputPlan Settle(
        OwnInputRequest request, IReadOnlyList<int> shape, bool takesBytes, bool isImported, string task)
    {
        var assumed = new List<string>();
        if (shape.Count != 4 || shape[0] > 1)
            throw NoPhoto(shape);
        var interleaved = request.Interleaved ?? (shape[1] != 3 && shape[3] == 3);
        var channels = interleaved ? shape[3] : shape[1];
        if (channels > 0 && channels != 3)
            throw NoPhoto(shape);
        if (channels <= 0 && request.Interleaved is null)
            assumed.Add("layout=nchw (the file does not say)");

        var isFace = task == ModelTasks.Faces;
        if (isFace && interleaved)
            throw new ModelRefusedException("A face network must take its crops as [1, 3, 112, 112]: export it in that layout.");
        var (height, width) = interleaved ? (shape[1], shape[2]) : (shape[2], shape[3]);
        width = Side(request.Width, width, "width");
        height = Side(request.Height, height, "height");
        if (isFace && (width, height) != (FaceSide, FaceSide))
            throw new ModelRefusedException($"A face network must take crops of {FaceSide}x{FaceSide}, not {width}x{height}.");

        var range = takesBytes || isImported ? PixelRange.Bytes : interleaved ? PixelRange.MinusOneToOne
            : isFace ? PixelRange.MinusOneToOne : PixelRange.ImageNet;
        if (request.Mean is null || request.Scale is null)
        {
            assumed.Add(isImported
                ? "pixels as the TFLite file says; from -1 to 1 where a float file says nothing"
                : $"pixels={range.Name} ({(takesBytes ? "it takes bytes" : "usual for this layout")})");
        }
        if (request.BlueFirst is null)
            assumed.Add("channels=rgb");
        // Classifiers are trained and measured on the middle of a photo: 224 of 256.
        var crop = request.Crop ?? (task == ModelTasks.Objects ? 0.875 : 1);
        if (request.Crop is null && !isFace)
            assumed.Add(string.Create(CultureInfo.InvariantCulture, $"crop={crop}"));
        return new OwnInputPlan(
            new OwnInput(
                width, height, interleaved, request.BlueFirst ?? false,
                request.Mean ?? range.Mean, request.Scale ?? range.Scale, crop),
            assumed);

        int Side(int? said, int declared, string name)
        {
            if (declared > OwnInputRequest.LargestSide)
            {
                throw new ModelRefusedException(
                    $"Its input is {declared} pixels in {name}; at most {OwnInputRequest.LargestSide} are supported.");
            }
            if (said is { } asked && declared > 0 && asked != declared)
                throw new ModelRefusedException($"--input says {asked} pixels in {name}, but the network takes {declared} only.");
            if (said is null && declared <= 0)
                assumed.Add($"{name} {(isFace ? FaceSide : UsualSide)} (it takes any size)");
            return said ?? (declared > 0 ? declared : isFace ? FaceSide : UsualSide);
        }
    }

    private static ModelRefusedException NoPhoto(IReadOnlyList<int> shape) => new(
        $"Its input has the shape [{string.Join(", ", shape.Select(size => size < 0 ? "any" : size.ToString(CultureInfo.InvariantCulture)))}]; "
        + "a network for photos takes one colour photo: [1, 3, height, width] or [1, height, width, 3].");
}
