import Alarms
import Glibc

extension Ward {
    /// How many evaluators share the ward: as the configuration says, or else as its children and this machine's cores ask for.
    public func shardCount(children: Int) -> Int {
        configuration.shards ?? Self.shardCount(children: children, cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// One while a tick that looks at every child is over soon enough, and then one more for each as many, but never more
    /// than the cores.
    static func shardCount(children: Int, cores: Int) -> Int {
        let wanted = 1 + max(0, children - 1) / DaemonLimits.childrenOfShard
        return min(wanted, max(cores, 1), Limits.shares.upperBound)
    }
}
