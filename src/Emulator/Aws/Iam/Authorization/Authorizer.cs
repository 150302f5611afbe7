using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>Decides for every request whether its caller may make it.</summary>
internal static class Authorizer
{
    /// <summary>Whether the caller may read a secret: asked by services that read it in the caller's name.</summary>
    public static bool MayReadSecret(string id, string? selector, OperationContext context) => true;
}
