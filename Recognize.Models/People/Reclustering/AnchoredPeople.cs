namespace Recognize.Models.People.Reclustering;

/// <summary>
/// Which people stay whatever a recluster finds: those about whom somebody has said anything. People who only came about
/// by similarity are free to be put together anew.
/// </summary>
public static class AnchoredPeople
{
    /// <summary>A condition on a row of <c>people</c> named <c>p</c>.</summary>
    public static readonly string Condition =
        $"""
        (p.name IS NOT NULL OR p.is_hidden OR p.ignored_as IS NOT NULL OR p.cover_face_id IS NOT NULL
         OR EXISTS (SELECT 1 FROM person_differences d WHERE p.id IN (d.first_id, d.second_id))
         OR EXISTS (SELECT 1 FROM face_rejections r WHERE r.person_id = p.id)
         OR EXISTS (SELECT 1 FROM contact_people k WHERE k.person_id = p.id)
         OR EXISTS (SELECT 1 FROM faces c WHERE c.person_id = p.id
                    AND c.assigned_by IN ({(int)FaceAssignment.Contact}, {(int)FaceAssignment.User})))
        """;
}
