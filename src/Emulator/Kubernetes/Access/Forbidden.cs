namespace Eso.Emulator.Kubernetes.Access;

/// <summary>responsewriters.Forbidden: who could not do what.</summary>
internal static class Forbidden
{
    public static KubeException Of(KubeUser user, AccessAttributes wanted)
    {
        if (!wanted.IsResource)
        {
            return KubeErrors.ForbiddenPath($"forbidden: User \"{user.Name}\" cannot {wanted.Verb} path \"{wanted.Path}\"");
        }

        var where = wanted.Namespace.Length > 0 ? $"in the namespace \"{wanted.Namespace}\"" : "at the cluster scope";
        return KubeErrors.Forbidden(
            wanted.Group,
            wanted.Resource,
            wanted.Name,
            $"User \"{user.Name}\" cannot {wanted.Verb} resource \"{wanted.FullResource}\" in API group \"{wanted.Group}\" {where}");
    }
}
