namespace Recognize.Models.Refusals;

/// <summary>What owners are told.</summary>
public static class RefusalWording
{
    /// <summary>What happens to new photos, by what the owner chose.</summary>
    public static string NewPhotos(bool keepsLook) => keepsLook
        ? "One sealed vector is kept. New photos are compared with it, and most faces of the person become boxes without "
            + "vectors; some will be missed and show up as unknown. If other face models are chosen, the vector is made anew from "
            + "the photos that are marked; where there are none any more, it is lost, and the list says so."
        : "Nothing is kept by which the person could be told: new photos, and changed ones, will show the face as unknown again.";
}
