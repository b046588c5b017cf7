namespace Recognize.Models.Music;

/// <summary>What the networks heard in a recording, averaged over what was heard of it.</summary>
/// <param name="Tags">Of <see cref="MusicnnTags.Names"/>; zeros for less than 3 s of sound.</param>
/// <param name="Classes">Of the AudioSet classes.</param>
/// <param name="Duration">Of the whole recording, where it is known.</param>
internal sealed record SoundScores(float[] Tags, float[] Classes, TimeSpan? Duration);
