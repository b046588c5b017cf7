namespace Recognize.Models.Objects.Forms;

/// <summary>What a picture is, when it is not a photo of something.</summary>
/// <param name="TagId">Its tag: <c>document</c>, <c>screenshot</c> or <c>meme</c>.</param>
/// <param name="Score">How sure, 0..1.</param>
/// <param name="HidesContent">Whether object models are to be left out: they know photos only.</param>
/// <param name="FirstRow">Where the photo within it begins, as a fraction of the height.</param>
/// <param name="LastRow">Where the photo within it ends, as a fraction of the height.</param>
internal sealed record PictureForm(string TagId, float Score, bool HidesContent, float FirstRow = 0, float LastRow = 1);
