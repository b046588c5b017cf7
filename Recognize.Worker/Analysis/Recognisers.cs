using Recognize.Models.Faces;
using Recognize.Models.Objects;

namespace Recognize.Worker.Analysis;

/// <summary>The recognisers that the installed packs give; null where no installed pack does the task.</summary>
internal sealed record Recognisers(FaceRecognizer? Faces, ObjectRecognizer? Objects);
