using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Classifiers;

/// <summary>Trials of networks for photos: objects, landmarks and faces.</summary>
public sealed class PhotoTrial(PhotoDecoder decoder) : TrialSubject
{
    private const int PhotoEdgePixels = 1280;

    internal override string Noun => "photo";

    internal override ITrialInput Settle(ModelTrialRequest request, OnnxModel model, bool isImported) =>
        new Input(decoder, OwnInputPlan.Settle(
            OwnInputRequest.Parse(request.Input), model.InputShape, model.TakesBytes, isImported, request.Task));

    private sealed class Input(PhotoDecoder decoder, OwnInputPlan plan) : ITrialInput
    {
        public OwnInput Photo => plan.Input;

        OwnInput? ITrialInput.Photo => plan.Input;

        public OwnSoundInput? Sound => null;

        public IReadOnlyList<string> Assumptions => plan.Assumptions;

        public long[] Shape => plan.Input.Shape;

        /// <summary>Grey, and two kinds of noise.</summary>
        public void WriteSample(int number, Span<float> tensor)
        {
            using var picture = PixelImage.Rent(Photo.Width, Photo.Height);
            Paint(picture, cell: number switch { 0 => 0, 1 => 1, _ => 32 }, new Random(number));
            PhotoInput.Write(picture, Photo, tensor);
        }

        public float[] Score(OnnxModel model, string path, OwnOutput output, CancellationToken cancellationToken)
        {
            using var photo = decoder.Decode(path, PhotoEdgePixels, cancellationToken);
            using var run = model.Rent(Shape);
            PhotoInput.Write(photo.Image, Photo, run.Input);
            run.Execute(cancellationToken);
            var scores = TrialOutput.Of(run, output.Name).Values
                ?? throw new ModelRefusedException($"For the photo {path} it gives no numbers.");
            ScoreKinds.ToProbabilities(scores, output.Kind);
            return scores;
        }

        private static void Paint(PixelImage picture, int cell, Random random)
        {
            if (cell == 0)
            {
                picture.Pixels.Fill(127);
                return;
            }
            var across = (picture.Width / cell) + 1;
            var colours = new byte[3 * across * ((picture.Height / cell) + 1)];
            random.NextBytes(colours);
            for (var at = 0; at < picture.Width * picture.Height; at++)
            {
                var from = 3 * ((at / picture.Width / cell * across) + (at % picture.Width / cell));
                colours.AsSpan(from, 3).CopyTo(picture.Pixels[(3 * at)..]);
            }
        }
    }
}
