namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ControllerRevisionKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apps",
        Version = "v1",
        Kind = "ControllerRevision",
        Plural = "controllerrevisions",
        Singular = "controllerrevision",
        ListKind = "ControllerRevisionList",
    };

    public override string TypeName => "io.k8s.api.apps.v1.ControllerRevision";
}
