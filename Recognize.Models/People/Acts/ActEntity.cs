namespace Recognize.Models.People.Acts;

/// <summary>What kind of row a recorded change is of. The triggers of the database know the numbers: never renumber.</summary>
public enum ActEntity
{
    /// <summary>Where a face is, or a whole face that a user drew.</summary>
    Face = 0,

    Person = 1,
    Rejection = 2,
    Difference = 3,
    Release = 4,

    /// <summary>Which person a contact is.</summary>
    ContactLink = 5,
}
