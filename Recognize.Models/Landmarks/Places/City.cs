namespace Recognize.Models.Landmarks.Places;

/// <summary>A city, town or village.</summary>
/// <param name="Id">Its number in GeoNames.</param>
/// <param name="Name">As GeoNames writes it: the English name of a well-known city, else the local one.</param>
/// <param name="Country">ISO 3166-1 alpha-2, or XK for Kosovo.</param>
/// <param name="Population">0 when GeoNames does not know it.</param>
/// <param name="IsQuarter">Part of a larger city, such as Montmartre.</param>
/// <param name="Location">Its centre.</param>
public sealed record City(int Id, string Name, string Country, int Population, bool IsQuarter, GeoPoint Location);
