"""The same equations as in `cells`, fused and compiled: whole epochs and rollouts of one member.

One way in: `FusedEpochs` and `fused_rollout`, which take an `Ensemble`. Below them, in the order in
which they build on each other:

    compiling   how all of this is compiled
    vectors     a processor register as a value
    products    matrix products with the result in registers
    equations   the cells, one time step ahead and back
    layout      where each weight lies for the kernels
    network     all layers and the head, one time step ahead and back
    optimizers  clipping, SGD, momentum, Adam
    epoch       a member's whole epoch
    rolling     a member's rollout
    entries     what Python calls
    threads     members on the cores granted
    warming     compiling before it is needed
"""
