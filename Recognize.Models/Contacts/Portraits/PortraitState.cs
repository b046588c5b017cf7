namespace Recognize.Models.Contacts.Portraits;

/// <summary>Whether a contact's photo can stand for its face. Stored as a small integer: never renumber.</summary>
public enum PortraitState
{
    /// <summary>
    /// Not looked at yet: the contact has not agreed, its owner has not agreed to face recognition, or no model for faces is
    /// installed.
    /// </summary>
    Waiting = 0,

    /// <summary>Shows one good face, or the owner chose one.</summary>
    Usable = 1,

    /// <summary>Shows no face.</summary>
    NoFace = 2,

    /// <summary>Shows several: the owner has to choose.</summary>
    SeveralFaces = 3,

    /// <summary>Shows one that is too poor to be relied on, unless the owner accepts it.</summary>
    PoorFace = 4,

    /// <summary>There is no photo that can be read.</summary>
    Unreadable = 5,

    /// <summary>The owner does not want it.</summary>
    Dismissed = 6,
}
